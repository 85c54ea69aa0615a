import { describe, expect, it } from 'vitest';
import { directionOf, gridTracks, nextSort } from './column.ts';

describe('nextSort', () => {
  const pushed = { by: 'pushedAt', first: 'desc' } as const;
  it.each([
    ['name', '-pushedAt'],
    ['-pushedAt', 'pushedAt'],
    ['pushedAt', '-pushedAt'],
  ])('after %s asks for %s', (current, next) => {
    expect(nextSort(current, pushed)).toBe(next);
  });

  it('starts a name from A', () => {
    expect(nextSort('-pushedAt', { by: 'name', first: 'asc' })).toBe('name');
  });
});

describe('directionOf', () => {
  it('reads the order, and none of another column', () => {
    expect(directionOf('size', 'size')).toBe('ascending');
    expect(directionOf('-size', 'size')).toBe('descending');
    expect(directionOf('-size', 'name')).toBeUndefined();
  });
});

describe('gridTracks', () => {
  it('adds columns with the width of the window, after the checkbox', () => {
    const cell = () => null;
    const columns = [
      { id: 'a', header: 'A', width: '1fr', cell },
      { id: 'b', header: 'B', width: '7rem', from: 'lg' as const, cell },
      { id: 'c', header: 'C', width: '9rem', from: 'xl' as const, cell },
    ];
    expect(gridTracks(columns, true)).toEqual({
      '--tracks-md': '1.5rem 1fr',
      '--tracks-lg': '1.5rem 1fr 7rem',
      '--tracks-xl': '1.5rem 1fr 7rem 9rem',
    });
  });
});
