import type { Announce } from '../../shared/contract/changes.ts';
import type { Pool } from '../../shared/platform/db/pool.ts';
import type { ServerMetrics } from '../../shared/platform/metrics.ts';
import type { JobProducer } from '../../shared/platform/queue/queues.ts';
import type { PlaceBook } from '../../shared/platform/place-book.ts';
import type { SessionView } from '../../shared/contract/session.ts';
import type { DisplaySessions } from '../access/display-session.ts';
import type { IntakeLimit } from '../access/intake-limit.ts';
import type { Auth } from '../auth/auth.ts';
import type { AdministrationDesk } from '../services/administration.ts';
import type { AccountService } from '../services/account.service.ts';
import type { BackTestService } from '../services/back-test.service.ts';
import type { BacklogGauge } from '../services/backlog-gauge.ts';
import type { DisplayEnrolmentService } from '../services/display-enrolment.service.ts';
import type { DisplaysService } from '../services/displays.service.ts';
import type { IntakeService } from '../services/intake.service.ts';
import type { LinksService } from '../services/links.service.ts';
import type { LodgingSystemsService } from '../services/lodging-systems.service.ts';
import type { WebhooksService } from '../services/webhooks.service.ts';
import type { LoansService } from '../services/loans.service.ts';
import type { PeopleService } from '../services/people.service.ts';
import { accountRoutes } from './account.routes.ts';
import { accessEventsRoutes } from './access-events.routes.ts';
import { alarmEscalationsRoutes } from './alarm-escalations.routes.ts';
import { alarmKpisRoutes } from './alarm-kpis.routes.ts';
import { alarmsRoutes } from './alarms.routes.ts';
import { auditRoutes } from './audit.routes.ts';
import { alarmGroupsRoutes } from './alarm-groups.routes.ts';
import { authRoutes } from './auth.routes.ts';
import { backTestsRoutes } from './back-tests.routes.ts';
import { channelCountsRoutes } from './channel-counts.routes.ts';
import { completionsRoutes } from './completions.routes.ts';
import { decisionsRoutes } from './decisions.routes.ts';
import { declarationsRoutes } from './declarations.routes.ts';
import { displaysRoutes } from './displays.routes.ts';
import { dutyRoutes } from './duty.routes.ts';
import { enquiryRoutes } from './enquiry.routes.ts';
import { findingsRoutes } from './findings.routes.ts';
import { flowExpectationRoutes } from './flow-expectation.routes.ts';
import { invitationsRoutes } from './invitations.routes.ts';
import { loansRoutes } from './loans.routes.ts';
import { lodgingSystemsRoutes } from './lodging-systems.routes.ts';
import { operationsRoutes } from './operations.routes.ts';
import { ordersRoutes } from './orders.routes.ts';
import { peopleRoutes } from './people.routes.ts';
import { placesRoutes } from './places.routes.ts';
import { profilePerformanceRoutes } from './profile-performance.routes.ts';
import { retentionRoutes } from './retention.routes.ts';
import type { Route } from './route.ts';
import { rulesetRoutes } from './ruleset-api.ts';
import { seizuresRoutes } from './seizures.routes.ts';
import { sessionRoutes } from './session.routes.ts';
import { shiftsRoutes } from './shifts.routes.ts';
import { webhooksRoutes } from './webhooks.routes.ts';

/** What the routes need, each taking its own part. */
export interface ApiDeps {
  pool: Pool;
  producer: JobProducer;
  /** Tells every server, and the browsers that follow, what a route changed; after the commit. */
  announce: Announce;
  /** Whether mails can be sent, and the address that they lead to. */
  mailing: boolean;
  publicUrl: string;
  auth: Auth;
  links: LinksService;
  account: AccountService;
  desk: AdministrationDesk;
  people: PeopleService;
  loans: LoansService;
  displays: DisplaysService;
  enrolment: DisplayEnrolmentService;
  displaySessions: DisplaySessions;
  origins: readonly string[];
  secure: boolean;
  intake: IntakeService;
  limit: IntakeLimit;
  systems: LodgingSystemsService;
  webhooks: WebhooksService;
  backlog: BacklogGauge;
  backTests: BackTestService;
  places: PlaceBook;
  metrics: ServerMetrics;
  isReady: () => Promise<string[]>;
  demonstration: SessionView['demonstration'];
  provider: SessionView['provider'];
  version: string;
}

/** Every route that is served, each with the right it needs. The first that fits a path answers. */
export function apiRoutes(deps: ApiDeps): Route[] {
  return [
    ...operationsRoutes(deps),
    ...sessionRoutes(deps),
    ...authRoutes(deps),
    ...accountRoutes(deps),
    ...invitationsRoutes(deps),
    ...peopleRoutes(deps),
    ...loansRoutes(deps),
    ...displaysRoutes(deps),
    ...placesRoutes(deps),
    ...channelCountsRoutes(deps),
    ...flowExpectationRoutes(deps),
    ...declarationsRoutes(deps),
    ...lodgingSystemsRoutes(deps),
    ...webhooksRoutes(deps),
    // Before the enquiry, whose numbers may hold slashes.
    ...decisionsRoutes(deps),
    ...enquiryRoutes(deps),
    ...accessEventsRoutes(deps),
    ...alarmsRoutes(deps),
    ...alarmGroupsRoutes(deps),
    ...alarmEscalationsRoutes(deps),
    ...alarmKpisRoutes(deps),
    ...shiftsRoutes(deps),
    ...dutyRoutes(deps),
    ...auditRoutes(deps),
    ...completionsRoutes(deps),
    ...retentionRoutes(deps),
    ...backTestsRoutes(deps),
    ...findingsRoutes(deps),
    ...ordersRoutes(deps),
    ...seizuresRoutes(deps),
    ...profilePerformanceRoutes(deps),
    ...rulesetRoutes(deps),
  ];
}
