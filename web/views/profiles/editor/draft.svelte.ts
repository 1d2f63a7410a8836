import type { ProfileContent } from '../../../../shared/domain/ruleset/part.ts';
import { findField } from '../../../../shared/domain/targeting/catalogue.ts';
import type { Condition, Predicate } from '../../../../shared/domain/targeting/condition.ts';
import {
  blankPredicate,
  childPath,
  groupOf,
  isInsideItem,
  nodeAt,
  parentOf,
  replaceAt,
  treeRows,
  type GroupKind,
  type NodePath,
  type TreeEdit,
} from './condition-tree.ts';
import { beginHistory, endStep, noteChange, redo, undo, type History } from './history.ts';
import { asCondition, readJson } from './json-text.ts';
import { contentOf, formOf, readScore, type ProfileForm } from './profile-form.ts';
import {
  addNode,
  duplicateNode,
  moveNode,
  removeNode,
  turnNode,
  unwrapNode,
  wrapNode,
} from './tree-edits.ts';

/** What takes the keyboard once the tree is shown as it has become. */
export interface FocusRequest {
  path: NodePath;
  part: 'row' | 'control';
}

/** A condition with the node in hand: undoing leads back to both. */
interface Step {
  root: Condition;
  selected: NodePath;
}

/** A profile as it is being written, with everything that can be done to it. Nothing here is saved. */
export class Draft {
  form: ProfileForm = $state(
    formOf({ title: '', when: { all: [] }, channel: 'none', mandatory: false, score: 0 }),
  );
  /** The condition as text, while the text is what is written on; null while the tree is. */
  json: string | null = $state(null);
  focus: FocusRequest | null = $state.raw(null);

  #history: History<Step> = $state.raw(beginHistory({ root: { all: [] }, selected: '' }));
  #selected: NodePath = $state('');
  #saved = $state('');

  readonly root = $derived(this.#history.present.root);
  readonly rows = $derived(treeRows(this.root));
  /** The node in hand; the whole condition, where there is no such node any more. */
  readonly selected = $derived(nodeAt(this.root, this.#selected) === null ? '' : this.#selected);
  readonly content: ProfileContent = $derived(contentOf(this.form, this.root));
  /** Text that holds no condition yet: the tree is as it was before. */
  readonly jsonUnread = $derived(this.json !== null && this.#read(this.json) === null);
  readonly changed = $derived(
    this.jsonUnread || readScore(this.form.score) === null || JSON.stringify(this.content) !== this.#saved,
  );
  readonly canUndo = $derived(this.#history.past.length > 0);
  readonly canRedo = $derived(this.#history.future.length > 0);

  constructor(content: ProfileContent) {
    const root = content.when;
    // The first of the conditions is what one goes on with.
    const selected = treeRows(root)[1]?.path ?? '';
    this.form = formOf(content);
    this.#history = beginHistory({ root, selected });
    this.#selected = selected;
    this.noteSaved(content);
  }

  /** Shows other content in place of this; undoing leads back to the condition there was. */
  show(content: ProfileContent): void {
    this.form = formOf(content);
    if (this.json !== null) this.json = writeJson(content.when);
    this.#change({ root: content.when, selected: '' }, null);
  }

  /** Notes that this is what is stored. */
  noteSaved(content: ProfileContent): void {
    // In one order of keys, whoever wrote it.
    this.#saved = JSON.stringify(contentOf(formOf(content), content.when));
  }

  select(path: NodePath): void {
    if (path === this.#selected) return;
    this.#selected = path;
    this.#history = endStep(this.#history);
  }

  /** Takes another node in hand and the keyboard to it. */
  goTo(path: NodePath, part: FocusRequest['part'] = 'row'): void {
    this.select(path);
    this.focus = { path, part };
  }

  /** Puts a node in the place of the one in hand; typing on in one control is one step. */
  replace(node: Condition, about: string): void {
    const selected = this.selected;
    this.#change({ root: replaceAt(this.root, selected, node), selected }, `${selected} ${about}`);
  }

  /** Has the condition in hand look at another field; one of goods items takes it into a goods item. */
  lookAt(predicate: Predicate): void {
    const { selected } = this;
    const wrapped = findField(predicate.field)?.place === 'item' && !isInsideItem(selected);
    if (!wrapped) {
      this.replace(predicate, 'field');
      return;
    }
    const item = groupOf('item', [predicate]);
    const path = childPath(item, selected, 0);
    this.#edit({ root: replaceAt(this.root, selected, item), selected: path }, 'control');
  }

  addCondition(): void {
    this.#edit(addNode(this.root, this.selected, blankPredicate()), 'control');
  }

  addGroup(kind: GroupKind): void {
    const { root, selected } = addNode(this.root, this.selected, groupOf(kind, [blankPredicate()]));
    const inner = treeRows(root).find(({ path }) => path.startsWith(`${selected}.`))?.path ?? selected;
    this.#edit({ root, selected: inner }, 'control');
  }

  /** Adds a node that was copied from here or elsewhere. */
  paste(node: Condition): void {
    this.#edit(addNode(this.root, this.selected, node));
  }

  wrap(kind: GroupKind): void {
    this.#edit(wrapNode(this.root, this.selected, kind));
  }

  turn(kind: GroupKind): void {
    this.#edit(turnNode(this.root, this.selected, kind));
  }

  unwrap(): void {
    this.#edit(unwrapNode(this.root, this.selected));
  }

  remove(): void {
    this.#edit(removeNode(this.root, this.selected));
  }

  move(by: -1 | 1): void {
    this.#edit(moveNode(this.root, this.selected, by));
  }

  duplicate(): void {
    this.#edit(duplicateNode(this.root, this.selected));
  }

  undo(): void {
    this.#travel(undo(this.#history));
  }

  redo(): void {
    this.#travel(redo(this.#history));
  }

  /** Takes the keyboard to the group around, to the first node within, or a row further; stays where there is none. */
  step(where: 'up' | 'down' | 'out' | 'in' | 'first' | 'last'): void {
    const at = this.rows.findIndex(({ path }) => path === this.selected);
    const next = this.rows[at + 1];
    const to = {
      up: () => this.rows[at - 1]?.path,
      down: () => next?.path,
      out: () => parentOf(this.root, this.selected)?.path,
      in: () => ((next?.level ?? 0) > (this.rows[at]?.level ?? 0) ? next?.path : undefined),
      first: () => '',
      last: () => this.rows.at(-1)?.path,
    }[where]();
    if (to !== undefined) this.goTo(to);
  }

  /** Writes on the condition as text, or on the tree again; text that holds no condition is kept. */
  showJson(shown: boolean): void {
    if (shown) this.json ??= writeJson(this.root);
    else if (!this.jsonUnread) this.json = null;
  }

  /** Takes over what the text says, as soon as it holds a condition. */
  writeJson(text: string): void {
    this.json = text;
    const root = this.#read(text);
    if (root !== null) this.#change({ root, selected: '' }, 'json');
  }

  /** Gives up text that holds no condition. */
  dropJson(): void {
    this.json = null;
  }

  #read(text: string): Condition | null {
    const read = readJson(text);
    return read.ok ? asCondition(read.value) : null;
  }

  #edit(edit: TreeEdit | null, part: FocusRequest['part'] = 'row'): void {
    if (edit === null) return;
    this.#change(edit, null);
    this.focus = { path: edit.selected, part };
  }

  #change(step: Step, about: string | null): void {
    if (JSON.stringify(step.root) === JSON.stringify(this.root)) return;
    // Undoing takes the reader to where the change was made.
    const history = { ...this.#history, present: { root: this.root, selected: this.selected } };
    this.#history = noteChange(history, step, about);
    this.#selected = step.selected;
  }

  #travel(history: History<Step>): void {
    if (history === this.#history) return;
    this.#history = history;
    this.#selected = history.present.selected;
    if (this.json !== null) this.json = writeJson(history.present.root);
    else this.focus = { path: this.selected, part: 'row' };
  }
}

/** A condition as its text is shown at first. */
function writeJson(condition: Condition): string {
  return JSON.stringify(condition, null, 2);
}
