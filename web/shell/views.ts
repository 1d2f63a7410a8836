import Archive from '@lucide/svelte/icons/archive';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import ArrowRightLeft from '@lucide/svelte/icons/arrow-right-left';
import BellRing from '@lucide/svelte/icons/bell-ring';
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import ClipboardList from '@lucide/svelte/icons/clipboard-list';
import Crosshair from '@lucide/svelte/icons/crosshair';
import FileJson from '@lucide/svelte/icons/file-json';
import FileSearch from '@lucide/svelte/icons/file-search';
import Gauge from '@lucide/svelte/icons/gauge';
import HandHelping from '@lucide/svelte/icons/hand-helping';
import KeyRound from '@lucide/svelte/icons/key-round';
import Link2 from '@lucide/svelte/icons/link-2';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MapPin from '@lucide/svelte/icons/map-pin';
import Monitor from '@lucide/svelte/icons/monitor';
import PackageX from '@lucide/svelte/icons/package-x';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Tv from '@lucide/svelte/icons/tv';
import Users from '@lucide/svelte/icons/users';
import Webhook from '@lucide/svelte/icons/webhook';
import type { Component } from 'svelte';
import { m } from '../paraglide/messages.js';
import type { ViewRight } from './guard.ts';

/** Groups of the navigation, in the order shown. */
export const NAV_GROUPS = ['monitoring', 'enquiry', 'targeting', 'people', 'system'] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

export const NAV_GROUP_NAMES: Record<NavGroup, () => string> = {
  monitoring: m.common_nav_monitoring,
  enquiry: m.common_nav_enquiry,
  targeting: m.common_nav_targeting,
  people: m.common_nav_people,
  system: m.common_nav_system,
};

/**
 * What stands around a view. `work`: header and navigation; `bare`: nothing but language and theme; `wall`: nothing
 * that takes room, and the view says its own document title.
 */
export type ViewFrame = 'work' | 'bare' | 'wall';

export interface View {
  /** Path with `:parameters`, as sv-router matches it. */
  path: `/${string}`;
  /** Name in the navigation, the document's title and the help. */
  title: () => string;
  right: ViewRight;
  frame: ViewFrame;
  /** The component, in a file of its own that is fetched when it is needed: `() => import('…/X.svelte')`. */
  load: () => Promise<{ default: Component }>;
  /** Its place in the navigation; a view without one is reached from others. */
  nav?: { group: NavGroup; order: number; icon: Component };
  /** Keys that lead here: `g` and a letter. */
  key?: `g ${string}`;
}

/** Every view there is. Addresses, guards, navigation, titles, keys and their help follow from this list alone. */
export const VIEWS: readonly View[] = [
  {
    path: '/board',
    title: m.common_view_board,
    right: 'board.view',
    frame: 'wall',
    load: () => import('../views/board/BoardView.svelte'),
    nav: { group: 'monitoring', order: 10, icon: Monitor },
    key: 'g b',
  },
  {
    path: '/alarms',
    title: m.alarms_title,
    right: 'alarms.view',
    frame: 'work',
    load: () => import('../views/alarms/Alarms.svelte'),
    nav: { group: 'monitoring', order: 20, icon: BellRing },
    key: 'g a',
  },
  {
    path: '/people',
    title: m.settings_people_title,
    right: 'people.manage',
    frame: 'work',
    load: () => import('../views/people/People.svelte'),
    nav: { group: 'people', order: 10, icon: Users },
    key: 'g u',
  },
  {
    path: '/people/:id',
    title: m.settings_people_person_title,
    right: 'people.manage',
    frame: 'work',
    load: () => import('../views/people/Person.svelte'),
  },
  {
    path: '/loans',
    title: m.settings_loans_title,
    right: 'rights.lend',
    frame: 'work',
    load: () => import('../views/loans/Loans.svelte'),
    nav: { group: 'people', order: 20, icon: HandHelping },
    key: 'g m',
  },
  {
    path: '/sign-in',
    title: m.session_sign_in_title,
    right: 'open',
    frame: 'bare',
    load: () => import('../views/sign-in/SignIn.svelte'),
  },
  {
    path: '/account',
    title: m.account_title,
    right: 'signed-in',
    frame: 'work',
    load: () => import('../views/account/Account.svelte'),
  },
  {
    path: '/invitation/:token',
    title: m.session_link_title,
    right: 'open',
    frame: 'bare',
    load: () => import('../views/invitation/Invitation.svelte'),
  },
  {
    path: '/places',
    title: m.places_title,
    right: 'places.edit',
    frame: 'work',
    load: () => import('../views/places/Places.svelte'),
    nav: { group: 'system', order: 10, icon: MapPin },
    key: 'g p',
  },
  {
    path: '/lodging-systems',
    title: m.settings_keys_title,
    right: 'keys.manage',
    frame: 'work',
    load: () => import('../views/keys/Keys.svelte'),
    nav: { group: 'system', order: 30, icon: KeyRound },
    key: 'g k',
  },
  {
    path: '/webhooks',
    title: m.settings_webhooks_title,
    right: 'webhooks.manage',
    frame: 'work',
    load: () => import('../views/webhooks/Webhooks.svelte'),
    nav: { group: 'system', order: 40, icon: Webhook },
    key: 'g h',
  },
  {
    path: '/retention',
    title: m.retention_title,
    right: 'retention.manage',
    frame: 'work',
    load: () => import('../views/retention/Retention.svelte'),
    nav: { group: 'system', order: 60, icon: Archive },
    key: 'g r',
  },
  {
    path: '/display',
    title: m.display_title,
    right: 'open',
    frame: 'bare',
    load: () => import('../views/display/DisplayEnrolment.svelte'),
  },
  {
    path: '/displays',
    title: m.settings_displays_title,
    right: 'displays.manage',
    frame: 'work',
    load: () => import('../views/displays/Displays.svelte'),
    nav: { group: 'system', order: 20, icon: Tv },
    key: 'g w',
  },
  {
    path: '/declarations',
    title: m.enquiry_title,
    right: 'declarations.view',
    frame: 'work',
    load: () => import('../views/declarations/Declarations.svelte'),
    nav: { group: 'enquiry', order: 10, icon: FileSearch },
    key: 'g d',
  },
  {
    path: '/declarations/:declarationNo',
    title: m.enquiry_declaration_page,
    right: 'declarations.view',
    frame: 'work',
    load: () => import('../views/declarations/DeclarationPage.svelte'),
  },
  {
    path: '/traders/:traderId',
    title: m.enquiry_trader_page,
    right: 'persons.view',
    frame: 'work',
    load: () => import('../views/declarations/Trader.svelte'),
  },
  {
    path: '/control',
    title: m.control_title,
    right: 'orders.view',
    frame: 'work',
    load: () => import('../views/control/Control.svelte'),
    nav: { group: 'enquiry', order: 20, icon: ClipboardCheck },
    key: 'g o',
  },
  {
    path: '/control/:declarationNo/:version',
    title: m.control_order_page,
    right: 'orders.view',
    frame: 'work',
    load: () => import('../views/control/OrderPage.svelte'),
  },
  {
    path: '/order-performance',
    title: m.answers_title,
    right: 'orders.view',
    frame: 'work',
    load: () => import('../views/order-performance/OrderPerformance.svelte'),
    nav: { group: 'enquiry', order: 25, icon: ClipboardList },
    key: 'g y',
  },
  {
    path: '/seizures',
    title: m.seizures_title,
    right: 'seizures.view',
    frame: 'work',
    load: () => import('../views/seizures/Seizures.svelte'),
    nav: { group: 'enquiry', order: 30, icon: PackageX },
    key: 'g z',
  },
  {
    path: '/profiles',
    title: m.profiles_title,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/profiles/Profiles.svelte'),
    nav: { group: 'targeting', order: 10, icon: Crosshair },
    key: 'g f',
  },
  {
    path: '/profiles/:code',
    title: m.profiles_profile,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/profiles/Profile.svelte'),
  },
  {
    path: '/lists',
    title: m.lists_title,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/lists/Lists.svelte'),
    nav: { group: 'targeting', order: 20, icon: ListChecks },
    key: 'g i',
  },
  {
    path: '/lists/:name',
    title: m.ruleset_kind_list,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/lists/List.svelte'),
  },
  {
    path: '/parameters',
    title: m.parameters_title,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/parameters/Parameters.svelte'),
    nav: { group: 'targeting', order: 30, icon: SlidersHorizontal },
    key: 'g c',
  },
  {
    path: '/ruleset',
    title: m.ruleset_title,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/ruleset/Ruleset.svelte'),
    nav: { group: 'targeting', order: 40, icon: FileJson },
    key: 'g e',
  },
  {
    path: '/profiles/new',
    title: m.editor_new_title,
    right: 'profiles.edit',
    frame: 'work',
    load: () => import('../views/profiles/editor/NewProfile.svelte'),
  },
  {
    path: '/profiles/:code/versions/:version/edit',
    title: m.editor_view,
    right: 'profiles.view',
    frame: 'work',
    load: () => import('../views/profiles/editor/EditProfile.svelte'),
  },
  {
    path: '/shift',
    title: m.shift_title,
    right: 'shifts.view',
    frame: 'work',
    load: () => import('../views/shift/Shift.svelte'),
    nav: { group: 'monitoring', order: 40, icon: ArrowRightLeft },
    key: 'g s',
  },
  {
    path: '/alarm-kpis',
    title: m.kpis_title,
    right: 'alarms.view',
    frame: 'work',
    load: () => import('../views/alarm-kpis/AlarmKpis.svelte'),
    nav: { group: 'monitoring', order: 50, icon: Gauge },
    key: 'g n',
  },
  {
    path: '/duty',
    title: m.duty_title,
    right: 'shifts.view',
    frame: 'work',
    load: () => import('../views/duty/Duty.svelte'),
    nav: { group: 'monitoring', order: 60, icon: CalendarClock },
    key: 'g t',
  },
  {
    path: '/access-log',
    title: m.settings_log_title,
    right: 'log.view',
    frame: 'work',
    load: () => import('../views/log/AccessLog.svelte'),
    nav: { group: 'system', order: 50, icon: ScrollText },
    key: 'g l',
  },
  {
    path: '/audit',
    title: m.audit_title,
    right: 'audit.view',
    frame: 'work',
    load: () => import('../views/audit/Audit.svelte'),
    nav: { group: 'enquiry', order: 90, icon: Link2 },
    key: 'g j',
  },
];
