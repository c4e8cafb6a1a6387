"""The changes that a mutant may be: a rule turns one line of C into others, each with one small fault.

Rules look at code alone: comments, texts, and lines of the preprocessor are left out, and so are tables of
constants outside functions. What only gives memory or files back is not dropped (RELEASES), and how much memory
is asked for is not changed (ROOM): no test sees that but those that run under the sanitizers.
"""
import re

RELATIONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="}
LOGIC = {"&&": "||", "||": "&&"}
RELEASES = re.compile(r"\s*(\(void\)|va_end|f?close|(?:\w+_)?(?:free|done|close|finalize|reset)\b)")
ROOM = re.compile(r"alloc\(|\bchar \w+\[|\bsizeof\b")
STATEMENT = re.compile(r"^\s+(?:\*|\(\*)?[A-Za-z_][\w.\->\[\]\(\) +*&]*(?:\(.*\)|[-+*/|&^]?= .*|\+\+|--);$")
DECLARATION = re.compile(r"^\s+(?:static |const |unsigned |struct |enum )*[A-Za-z_]\w*(?: const)?(?: \**|\* ?)[A-Za-z_]\w*"
                         r"(?:\[[^=]*\])* ?[=;,]")
TYPES = re.compile(r"^\s+(?:static|const|unsigned|struct|enum|char|int|double|size_t|bool|void|FILE|\w+_t|ofr_\w+ \*?\w+(?: =|,|;|\[))")


def mask(text):
    """The text with comments, strings and characters blanked, so that places stay."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
    return pattern.sub(lambda found: re.sub(r"[^\n]", "~", found[0]), text)


def swaps(line, masked, table):
    """One operator, written with a blank on either side as clang-format does, for another."""
    if table is ARITHMETIC and ROOM.search(masked):
        return
    for found in re.finditer(r" ([-+*/%<>=!&|]{1,2}) ", masked):
        if found[1] in table:
            yield line[: found.start(1)] + table[found[1]] + line[found.end(1):]


def constants(line, masked):
    """A whole number one more, and one less; a number with a point a tenth more."""
    if ROOM.search(masked):
        return
    for found in re.finditer(r"(?<![\w.%])(\d+(?:\.\d+)?)(?![\w.]|u\b)", masked):
        number = found[1]
        if masked[: found.start()].endswith("[") and TYPES.match(masked):
            continue  # how long an array is
        others = [f"{float(number) * 1.1 + (float(number) == 0):.6g}"] if "." in number else [
            str(int(number) + 1)] + ([str(int(number) - 1)] if int(number) > 0 else [])
        for other in others:
            yield line[: found.start()] + (other if "." in other or "." not in number else other + ".0") + line[found.end():]


def dropped(line, masked):
    """A statement that stands on a line of its own, or all that an `if` on one line does."""
    head = re.match(r"^(\s+)(if \(.*?\) )?(.*;)$", masked)
    if not head:
        return
    if head[2]:
        body = re.match(r"^(\s+if \(.*\)) ([\w*(][^()]*(?:\(.*\))?[^()]*;)$", masked)
        if body and balanced(body[1]) and not re.match(r"(return|break|continue|goto)\b", body[2]) and not RELEASES.match(body[2]):
            yield line[: body.end(1)] + " {}"
        return
    if re.match(r"\s*(return|break|continue|goto|else|for|while|do|case|typedef|default)\b", masked):
        return
    if STATEMENT.match(masked) and balanced(masked) and not TYPES.match(masked) and not DECLARATION.match(masked) \
            and not RELEASES.match(masked):
        yield head[1] + ";"


def balanced(text):
    return text.count("(") == text.count(")") and text.count("{") == text.count("}")


def negated(line, masked):
    """The condition of an `if` that ends on its line, the other way round."""
    found = re.search(r"\bif \(", masked)
    if not found:
        return
    depth = 0
    for at in range(found.end() - 1, len(masked)):
        depth += (masked[at] == "(") - (masked[at] == ")")
        if depth == 0:
            yield f"{line[: found.end()]}!({line[found.end(): at]}){line[at:]}"
            return


RULES = {
    "relation": lambda line, masked: swaps(line, masked, RELATIONS),
    "arithmetic": lambda line, masked: swaps(line, masked, ARITHMETIC),
    "logic": lambda line, masked: swaps(line, masked, LOGIC),
    "constant": constants,
    "dropped": dropped,
    "negated": negated,
}


def inside_functions(masked):
    """Numbers (from 0) of the lines that lie in the body of a function: below a line that is just `{`."""
    inside, lines = False, set()
    for number, line in enumerate(masked):
        if line == "{":
            inside = True
        elif line.startswith("}"):
            inside = False
        elif inside:
            lines.add(number)
    return lines


def sites(text):
    """All mutants of a source text: (rule, line from 1, the line, the line changed)."""
    lines, masked = text.split("\n"), mask(text).split("\n")
    for number in sorted(inside_functions(masked)):
        if masked[number].lstrip().startswith("#") or masked[number].endswith("\\"):
            continue
        for rule, change in RULES.items():
            for after in dict.fromkeys(change(lines[number], masked[number])):
                if after != lines[number]:
                    yield rule, number + 1, lines[number], after
