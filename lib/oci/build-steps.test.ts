import { describe, expect, it } from 'vitest';
import { buildSteps, instruction } from './build-steps.ts';
import type { HistoryEntry } from './image-config.ts';

describe('instruction', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['/bin/sh -c #(nop) ADD file:3f9a in / ', 'ADD file:3f9a in /'],
    ['/bin/sh -c apt-get update &&     rm -rf /x', 'RUN apt-get update &&     rm -rf /x'],
    ['RUN /bin/sh -c make install # buildkit', 'RUN make install'],
    ['RUN |2 A=b C=d e /bin/sh -c make # buildkit', 'RUN make'],
    ['|1 VERSION=1.2 /bin/sh -c make', 'RUN make'],
    [
      'RUN /bin/bash -eo pipefail -c curl x | tar x # buildkit',
      'RUN /bin/bash -eo pipefail -c curl x | tar x',
    ],
    ['/bin/bash -c set -e', 'RUN set -e'],
    ['/bin/ash -euc run', 'RUN run'],
    ['cmd /S /C #(nop)  ENV A=b', 'ENV A=b'],
    ['cmd /S /C dir', 'RUN dir'],
    ['COPY dist /app # buildkit', 'COPY dist /app'],
    ['COPY --from=build /x /y # buildkit', 'COPY --from=build /x /y'],
    [
      'RUN /bin/sh -c cat <<EOF > /a\nline # buildkit\nEOF # buildkit',
      'RUN cat <<EOF > /a\nline # buildkit\nEOF',
    ],
    ['bazel build //app', 'bazel build //app'],
    ['', ''],
  ])('%j → %j', (createdBy, expected) => expect(instruction(createdBy)).toBe(expected));
});

describe('buildSteps', () => {
  const entry = (createdBy: string, empty = false): HistoryEntry => ({
    createdBy,
    comment: null,
    created: null,
    empty,
  });

  it('puts layers to the steps that made them, in order', () => {
    const steps = buildSteps([entry('ADD a /'), entry('ENV X=1', true), entry('COPY b /')], ['one', 'two']);
    expect(steps.map((step) => [step.instruction, step.layer])).toEqual([
      ['ADD a /', 'one'],
      ['ENV X=1', null],
      ['COPY b /', 'two'],
    ]);
  });

  it.each([
    ['fewer steps than layers', [entry('ADD a /')], ['one', 'two']],
    ['more steps than layers', [entry('ADD a /'), entry('COPY b /')], ['one']],
  ])('claims nothing when the history does not add up: %s', (_, history, layers) => {
    const steps = buildSteps(history, layers);
    expect(steps.map((step) => [step.instruction, step.layer])).toEqual([
      ...history.map((item) => [item.createdBy, null]),
      ...layers.map((layer) => ['', layer]),
    ]);
  });

  it('drops the remark that says only that BuildKit was there', () => {
    const history = [
      { ...entry('ADD a /'), comment: 'buildkit.dockerfile.v0' },
      { ...entry('ENV A=b', true), comment: 'by hand' },
    ];
    expect(buildSteps(history, ['one']).map((step) => step.comment)).toEqual([null, 'by hand']);
  });
});
