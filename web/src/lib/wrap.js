// Breaks a label into lines of about n characters, at spaces; the last line is cut with an ellipsis.

export function wrap(label, n, most = 3) {
  const lines = [];
  for (const word of String(label).split(/\s+/).filter(Boolean)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= n) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, most).map((line) => (line.length > n + 6 ? `${line.slice(0, n + 5)}…` : line));
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]} …`;
  return kept;
}
