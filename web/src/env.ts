import { defineEnvVars } from '@sveltejs/kit/env';

const address = (fallback: string) => (value: string | undefined) => new URL(value || fallback).origin;

export const variables = defineEnvVars({
  API_URL: {
    description: 'Where the gateway listens. The API is below /api/v1 there.',
    schema: address('http://127.0.0.1:8080'),
  },
  INTERNAL_SECRET: {
    description: 'What the gateway knows our calls by, so that a page counts once, for its reader.',
    schema: (value: string | undefined) => value ?? '',
  },
  SERVICES_PROJECT: {
    description:
      'The project whose posts explain the services, to which the foot of a page leads. Where there is none, it leads nowhere.',
    schema: (value: string | undefined) => value || 'colophon',
  },
  FILE_LIMIT_MB: {
    description: 'How large a file may be that the author uploads, in megabytes.',
    schema: (value: string | undefined) => Number(value || 25),
  },
});
