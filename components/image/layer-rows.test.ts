import { describe, expect, it } from 'vitest';
import type { BuildStep } from '#lib/schemas/repositories.ts';
import { layerRows, stepsOf } from './layer-rows.ts';

const layer = (size: number) => ({
  digest: `sha256:${size}`,
  mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  size,
  foreign: false,
  images: 1,
});
const step = (instruction: string, size?: number): BuildStep => ({
  instruction,
  comment: null,
  createdAt: null,
  layer: size === undefined ? null : layer(size),
});
const STEPS = [
  step('ADD rootfs', 30),
  step('ENV A=1'),
  step('ENV B=2'),
  step('COPY app', 50),
  step('CMD app'),
];
const names = (rows: ReturnType<typeof layerRows>) =>
  rows.map((row) =>
    row.kind === 'fold' ? `fold ${row.first}+${row.count}` : `${row.number} ${row.step.instruction}`,
  );

describe('layerRows', () => {
  it('folds steps without files that follow each other, but not a single one', () => {
    expect(names(layerRows(STEPS, 'build', new Set()))).toEqual([
      '1 ADD rootfs',
      'fold 2+2',
      '4 COPY app',
      '5 CMD app',
    ]);
  });

  it('opens a fold, or all', () => {
    const all = ['1 ADD rootfs', '2 ENV A=1', '3 ENV B=2', '4 COPY app', '5 CMD app'];
    expect(names(layerRows(STEPS, 'build', new Set([2])))).toEqual(all);
    expect(names(layerRows(STEPS, 'build', 'all'))).toEqual(all);
  });

  it('puts the largest first, and leaves out what wrote nothing', () => {
    expect(names(layerRows(STEPS, 'largest', new Set()))).toEqual(['4 COPY app', '1 ADD rootfs']);
  });
});

describe('stepsOf', () => {
  it('makes a step of each layer where there is no history', () => {
    expect(stepsOf({ steps: [], layers: [layer(1), layer(2)] }).map((made) => made.layer?.size)).toEqual([
      1, 2,
    ]);
  });
});
