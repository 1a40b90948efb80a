declare module '@adobe/structured-data-validator' {
  interface Issue {
    severity: 'ERROR' | 'WARNING';
    issueMessage: string;
  }
  export default class Validator {
    constructor(vocabulary?: unknown);
    validate(extracted: unknown): Promise<Issue[]>;
  }
}

declare module '@marbec/web-auto-extractor' {
  interface Extracted {
    jsonld: Record<string, { '@type': string; [name: string]: unknown }[]>;
    errors?: unknown[];
  }
  export default class WebAutoExtractor {
    constructor(settings: { addLocation: boolean; embedSource: string[] });
    parse(html: string): Extracted;
  }
}

declare module '@jsonresume/schema' {
  const resumes: { validate(resume: unknown, tell: (faults: unknown[] | null) => void): void };
  export default resumes;
}
