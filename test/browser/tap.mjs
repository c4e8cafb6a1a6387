// Tests one after the other, told as TAP.
import { inspect } from 'node:util';

let passed = 0;
let failed = 0;

/** Runs one test: a name that is a sentence, and a function that throws when it does not hold. */
export async function test(name, run) {
  let trouble = null;
  try {
    await run();
  } catch (error) {
    trouble = error;
  }
  if (trouble) failed += 1;
  else passed += 1;
  console.log(`${trouble ? 'not ok' : 'ok'} ${passed + failed} - ${name}`);
  if (trouble) {
    const told = trouble.message ?? inspect(trouble);
    for (const line of String(told).split('\n').slice(0, 30)) console.log(`# ${line}`);
  }
}

/** The plan, the count, and the status to end with. */
export function finish() {
  console.log(`1..${passed + failed}`);
  console.log(`# ${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

export function skipAll(why) {
  console.log(`1..0 # SKIP ${why}`);
}
