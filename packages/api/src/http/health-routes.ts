import { Router } from 'express';

export interface HealthParts {
  readonly version: string;
  /** False while starting and while draining. */
  readonly isReady: () => boolean;
}

/**
 * `/health` and `/v1/api/healthcheck` say what runs here; `/health/live` that the process answers;
 * `/health/ready`, 503 when not, that it takes requests.
 */
export function healthRoutes({ version, isReady }: HealthParts): Router {
  const router = Router();
  router.get(['/health', '/v1/api/healthcheck'], (_request, response) => {
    const ready = isReady();
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'healthy' : 'draining', version, api_version: 'v1' });
  });
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', (_request, response) => {
    const ready = isReady();
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'draining' });
  });
  return router;
}
