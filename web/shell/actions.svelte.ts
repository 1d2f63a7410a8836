import { untrack } from 'svelte';
import { createKeybindingsHandler } from 'tinykeys';
import { isAllowedKeys, isPlain, isTyping, SEQUENCE_MS, toBindings } from './keys.ts';

/** Something the keyboard can do while the component that declares it is shown. */
export interface Action {
  /** A letter, digit or sign, or `g` and a letter: `r`, `?`, `g b`. */
  keys: string;
  /** What the help calls it. */
  label: () => string;
  run: () => void;
  /** Whether it can be done at the moment; always, where it is left out. */
  when?: () => boolean;
  /** Heading under which the help lists it; that of the view, where it is left out. */
  group?: () => string;
}

/** Keys that a part of the view handles itself while it has the focus, such as arrows in a list. */
export interface ToldKeys {
  /** As they are shown. */
  keys: readonly string[];
  label: () => string;
  group: () => string;
}

const STORED_AS = 'tidewaiter-keys';

class Actions {
  /** Those declared by what is shown, in the order declared. */
  declared: readonly Action[] = $state.raw([]);
  /** Those that the help lists and others handle. */
  told: readonly ToldKeys[] = $state.raw([]);
  /** Keys without a modifier get in the way of speech input, so the reader can turn them off. */
  enabled = $state(true);

  /** Those that can be done now. */
  readonly inForce = $derived(this.declared.filter((action) => action.when?.() ?? true));

  declare(action: Action): () => void {
    if (!isAllowedKeys(action.keys)) throw new Error(`"${action.keys}" is no key for an action`);
    untrack(() => (this.declared = [...this.declared, action]));
    return () => {
      this.declared = this.declared.filter((other) => other !== action);
    };
  }

  tell(keys: readonly ToldKeys[]): () => void {
    untrack(() => (this.told = [...this.told, ...keys]));
    return () => {
      this.told = this.told.filter((other) => !keys.includes(other));
    };
  }

  setEnabled(enabled: boolean): void {
    this.enabled = enabled;
    try {
      localStorage.setItem(STORED_AS, enabled ? 'on' : 'off');
    } catch {
      // Then it holds until the page is left.
    }
  }

  /** Listens to the keyboard; answers how to stop. */
  listen(): () => void {
    this.enabled = storedSwitch() !== 'off';
    let handler: EventListener = () => undefined;
    let handled: readonly Action[] | null = null;
    /** After `g`, the next letter is the sequence's alone. */
    let sequenceUntil = 0;
    const listener = (event: KeyboardEvent) => {
      if (!isPlain(event) || isElsewhere(event)) return;
      if (handled !== this.declared) {
        handled = this.declared;
        handler = createKeybindingsHandler(
          this.#bindings(() => sequenceUntil),
          { timeout: SEQUENCE_MS },
        );
      }
      handler(event);
      sequenceUntil = event.key === 'g' ? event.timeStamp + SEQUENCE_MS : 0;
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }

  #bindings(sequenceUntil: () => number): Record<string, (event: KeyboardEvent) => void> {
    return Object.fromEntries(
      this.declared.flatMap((action) => {
        const handle = (event: KeyboardEvent) => {
          const single = !action.keys.includes(' ');
          if (single && event.timeStamp < sequenceUntil()) return;
          if (!this.enabled || action.when?.() === false) return;
          event.preventDefault();
          action.run();
        };
        return toBindings(action.keys).map((binding) => [binding, handle] as const);
      }),
    );
  }
}

/** A press in a field, or while a dialog asks for the reader's attention. */
function isElsewhere(event: KeyboardEvent): boolean {
  const at = event.target;
  if (document.querySelector('[role=dialog], [role=alertdialog]') !== null) return true;
  if (!(at instanceof HTMLElement)) return false;
  const type = at instanceof HTMLInputElement ? at.type : '';
  return isTyping({
    tagName: at.tagName,
    type,
    role: at.getAttribute('role'),
    isContentEditable: at.isContentEditable,
  });
}

function storedSwitch(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

export const actions = new Actions();

/** Declares an action for as long as the calling component is shown. Called while it is set up. */
export function useAction(action: Action): void {
  $effect(() => actions.declare(action));
}

/** Has the help list keys that the calling component handles itself. Called while it is set up. */
export function useKeyHelp(keys: readonly ToldKeys[]): void {
  $effect(() => actions.tell(keys));
}
