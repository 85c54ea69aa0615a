import { describe, expect, it } from 'vitest';
import type { Selection, SelectionAction } from './selection.ts';
import { NOTHING, select } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const run = (actions: SelectionAction[], order = ORDER, start: Selection = NOTHING) =>
  actions.reduce((selection, action) => select(selection, action, order), start);
const click = (key: string): SelectionAction => ({ kind: 'toggle', key, range: false });
const shift = (key: string): SelectionAction => ({ kind: 'toggle', key, range: true });
const keysOf = (selection: Selection) => [...selection.keys].sort();

describe('select', () => {
  it('toggles one', () => {
    expect(keysOf(run([click('b')]))).toEqual(['b']);
    expect(keysOf(run([click('b'), click('b')]))).toEqual([]);
  });

  it.each([
    ['down', 'b', 'd'],
    ['up', 'd', 'b'],
  ])('takes a range %s', (_, from, to) => {
    expect(keysOf(run([click(from), shift(to)]))).toEqual(['b', 'c', 'd']);
  });

  it('takes a range away when its start was taken away', () => {
    const all = run([{ kind: 'toggleAll' }]);
    expect(keysOf(run([click('b'), shift('d')], ORDER, all))).toEqual(['a', 'e']);
  });

  it('keeps the start of a range while more rows are loaded', () => {
    const started = run([click('b')], ['a', 'b']);
    expect(keysOf(run([shift('d')], ORDER, started))).toEqual(['b', 'c', 'd']);
  });

  it('toggles one when the start of the range is gone', () => {
    const started = run([click('x')], ['x']);
    expect(keysOf(run([shift('c')], ORDER, started))).toEqual(['c', 'x']);
  });

  it('selects all rows, then none', () => {
    expect(keysOf(run([click('c'), { kind: 'toggleAll' }]))).toEqual(ORDER);
    expect(keysOf(run([{ kind: 'toggleAll' }, { kind: 'toggleAll' }]))).toEqual([]);
  });

  it('drops what was deleted', () => {
    expect(
      keysOf(
        run([
          { kind: 'set', keys: ['a', 'z'] },
          { kind: 'drop', keys: ['z'] },
        ]),
      ),
    ).toEqual(['a']);
  });
});
