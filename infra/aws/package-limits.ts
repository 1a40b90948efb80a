import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

export interface Package {
  template: { Resources: Record<string, Resource>; Parameters: Record<string, unknown> };
  templateBytes: number;
  resources: number;
  integrations: number;
  zips: { name: string; bytes: number }[];
}

/** AWS takes 500 resources, 1 MB of template and 300 integrations; there must be room to notice in time. */
const limits = { resources: 450, templateBytes: 2 ** 20, integrations: 300, zipBytes: 5 * 2 ** 20 };
/** The decoders of pictures and documents, with their fonts. AWS takes 50 MB, and 250 MB unpacked. */
const largerZips: Record<string, number | undefined> = { 'media-process.zip': 45 * 2 ** 20 };

export function readPackage(folder: string): Package {
  const text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'));
  const template = JSON.parse(text.toString()) as Package['template'];
  const resources = Object.values(template.Resources);
  return {
    template,
    templateBytes: text.byteLength,
    resources: resources.length,
    integrations: resources.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Integration').length,
    zips: readdirSync(folder)
      .filter((name) => name.endsWith('.zip'))
      .map((name) => ({ name, bytes: statSync(join(folder, name)).size })),
  };
}

/** What AWS would refuse or is about to, in sentences. */
export function tooLarge({ resources, templateBytes, integrations, zips }: Package): string[] {
  const large = zips.flatMap(({ name, bytes }) => {
    const most = largerZips[name] ?? limits.zipBytes;
    return bytes > most ? [`${name} is larger than ${most / 2 ** 20} MB.`] : [];
  });
  if (resources > limits.resources)
    large.push(`${resources} resources are near the 500 that a stack may have: split it by stage.`);
  if (templateBytes > limits.templateBytes)
    large.push('The template is larger than the 1 MB that CloudFormation takes.');
  if (integrations > limits.integrations)
    large.push(`${integrations} integrations are more than the 300 that an HTTP API may have.`);
  return large;
}
