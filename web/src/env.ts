import { defineEnvVars } from '@sveltejs/kit/env';

const address = (fallback: string) => (value: string | undefined) => new URL(value || fallback).origin;

export const variables = defineEnvVars({
  API_URL: {
    description: 'Where the gateway listens. The API is below /api/v1 there.',
    schema: address('http://127.0.0.1:8080'),
  },
});
