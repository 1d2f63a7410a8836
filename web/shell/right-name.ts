import type { Right } from '../../shared/domain/access/right.ts';
import { m } from '../paraglide/messages.js';

/** What each right allows, as the end of “may …”. */
export const RIGHT_NAMES: Record<Right, () => string> = {
  'board.view': m.common_right_board_view,
  'alarms.view': m.common_right_alarms_view,
  'alarms.acknowledge': m.common_right_alarms_acknowledge,
  'alarms.shelve': m.common_right_alarms_shelve,
  'shift.hand-over': m.common_right_shift_hand_over,
  'trends.view': m.common_right_trends_view,
  'declarations.view': m.common_right_declarations_view,
  'declarations.lodge': m.common_right_declarations_lodge,
  'persons.view': m.common_right_persons_view,
  'profiles.view': m.common_right_profiles_view,
  'profiles.edit': m.common_right_profiles_edit,
  'profiles.approve': m.common_right_profiles_approve,
  'channels.reroute': m.common_right_channels_reroute,
  'orders.view': m.common_right_orders_view,
  'orders.work': m.common_right_orders_work,
  'findings.record': m.common_right_findings_record,
  'places.view': m.common_right_places_view,
  'places.register': m.common_right_places_register,
  'places.edit': m.common_right_places_edit,
  'people.manage': m.common_right_people_manage,
  'rights.lend': m.common_right_rights_lend,
  'displays.manage': m.common_right_displays_manage,
  'keys.manage': m.common_right_keys_manage,
  'webhooks.manage': m.common_right_webhooks_manage,
  'retention.manage': m.common_right_retention_manage,
  'log.view': m.common_right_log_view,
  'metrics.view': m.common_right_metrics_view,
};
