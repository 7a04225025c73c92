import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { ApiError } from '../error.ts';
import { describeError, type ErrorDescription } from '../error-status.ts';
import type { Logger } from '../logger.ts';
import { type AuthRouteParts, authRoutes } from './auth-routes.ts';
import type { CorsHandler } from './cors.ts';
import { type HealthParts, healthRoutes } from './health-routes.ts';
import { requestId } from './request-id.ts';

export interface AppParts extends AuthRouteParts, HealthParts {
  readonly logger: Logger;
  readonly allowOrigins: CorsHandler;
}

/** Everything over HTTP but the SQL route. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet(), parts.allowOrigins);
  app.use((request, response, next) => {
    response.set('x-request-id', requestId(request.get('x-request-id')));
    next();
  });
  app.use(healthRoutes(parts));
  app.use(express.json({ limit: '16kb' }));
  app.use('/v1/api/auth', authRoutes(parts));
  app.all('/v1/api/sql', (request, response) => {
    const message = `the SQL route takes POST, not ${request.method}`;
    response.status(405).set('allow', 'POST').json({ error: 'method_not_allowed', message });
  });
  app.use((request, response) => {
    const message = `there is no ${request.method} ${request.path}`;
    response.status(404).json({ error: 'not_found', message });
  });
  app.use(errorHandler(parts.logger));
  return app;
}

/** Failures as `{"error", "message"}`, the form of these routes. */
function errorHandler(logger: Logger): ErrorRequestHandler {
  // Express tells error handlers by their four parameters.
  return (error, _request, response, _next) => {
    const description = describeError(asApiError(error));
    const id = response.get('x-request-id');
    if (!description.expected) logger.error({ request_id: id, err: error }, 'request failed');
    response
      .status(description.status)
      .json({ error: shortName(description), message: description.message, request_id: id });
  };
}

/** body-parser's errors carry a status and a type; ours have their own codes. */
function asApiError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('type' in error)) return error;
  const message = 'message' in error ? String(error.message) : String(error.type);
  if (error.type === 'entity.too.large') return new ApiError('BODY_TOO_LARGE', message);
  if (error.type === 'encoding.unsupported' || error.type === 'charset.unsupported') {
    return new ApiError('UNSUPPORTED_MEDIA_TYPE', message);
  }
  return new ApiError('INVALID_INPUT', `the body cannot be read: ${message}`);
}

function shortName({ code }: ErrorDescription): string {
  return code === 'INVALID_CREDENTIALS' ? 'unauthorized' : code.toLowerCase();
}
