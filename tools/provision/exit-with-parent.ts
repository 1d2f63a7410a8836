// Loaded into the processes that `npm start` runs (`node --import`): should it be killed, they stop by themselves.
import { watchParent } from './parent.ts';

watchParent(() => process.kill(process.pid, 'SIGTERM'));
