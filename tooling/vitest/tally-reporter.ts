/**
 * Writes what a run of vitest comes to into the file of `--outputFile`, for `npm test` to sum up: each test that failed, each file or
 * suite that failed before or after its tests, and each error outside of any test.
 */
import { writeFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestModule, Vitest } from 'vitest/node';
import type { Failure, Tally } from '../src/tally.ts';

export default class TallyReporter implements Reporter {
  private outputFile: string | undefined;

  onInit({ config }: Vitest): void {
    if (typeof config.outputFile === 'string') this.outputFile = config.outputFile;
  }

  async onTestRunEnd(modules: readonly TestModule[], outside: readonly SerializedError[]): Promise<void> {
    if (this.outputFile === undefined) throw new Error('--outputFile says where the tally goes');
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failures = [
      ...modules.flatMap(failuresIn),
      ...outside.map((error) => failure('outside of any test', [error])),
    ];
    const tally: Tally = { passed: tests.filter((test) => test.result().state === 'passed').length, failures };
    await writeFile(this.outputFile, JSON.stringify(tally));
  }
}

function failuresIn(module: TestModule): Failure[] {
  const { children, relativeModuleId: file } = module;
  const around = [module, ...children.allSuites()].filter((part) => part.errors().length > 0);
  return [
    ...around.map((part) => failure(part.type === 'module' ? file : `${file} > ${part.fullName}`, part.errors())),
    ...Array.from(children.allTests('failed'), (test) =>
      failure(`${file} > ${test.fullName}`, test.result().errors ?? []),
    ),
  ];
}

function failure(what: string, errors: readonly SerializedError[]): Failure {
  return { what, why: errors.flatMap(wordsOf).join('\n') };
}

function wordsOf({ stack, message, diff }: SerializedError): string[] {
  const ownLines = (stack ?? message).split('\n').filter((line) => !line.includes('node_modules'));
  return typeof diff === 'string' ? [...ownLines, stripVTControlCharacters(diff)] : ownLines;
}
