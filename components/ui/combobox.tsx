'use client';
import { Command } from 'cmdk';
import { useState } from 'react';
import type { ReactNode } from 'react';

/** A field that suggests while one types; Enter or a click takes a suggestion. */
export function Combobox({
  label,
  placeholder,
  text,
  onText,
  options,
  render,
  note,
  onPick,
}: {
  label: string;
  placeholder: string;
  text: string;
  onText: (text: string) => void;
  options: readonly string[];
  render: (option: string) => ReactNode;
  /** Said where there is nothing to suggest. */
  note?: string | null;
  onPick: (option: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const shown = open && (options.length > 0 || Boolean(note));
  return (
    <Command
      label={label}
      shouldFilter={false}
      className="relative min-w-0"
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <Command.Input
        value={text}
        aria-label={label}
        aria-expanded={shown}
        placeholder={placeholder}
        autoCapitalize="none"
        onFocus={() => setOpen(true)}
        onValueChange={(value) => {
          onText(value);
          setOpen(true);
        }}
        className="h-9 w-full min-w-0 rounded-md border border-control bg-bg px-3 text-body pointer-coarse:h-11 pointer-coarse:text-section pointer-coarse:font-normal"
      />
      {shown && options.length === 0 && (
        <p className="absolute inset-x-0 top-full z-30 mt-1 overlay px-3 py-2 text-table text-muted">
          {note}
        </p>
      )}
      <Command.List
        hidden={!shown || options.length === 0}
        className="absolute inset-x-0 top-full z-30 mt-1 max-h-64 overflow-y-auto overlay p-1"
      >
        {options.map((option) => (
          <Command.Item
            key={option}
            value={option}
            onSelect={() => {
              onPick(option);
              setOpen(false);
            }}
            className="flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 text-table data-[selected=true]:bg-hover pointer-coarse:min-h-11"
          >
            {render(option)}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  );
}
