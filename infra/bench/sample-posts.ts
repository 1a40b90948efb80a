import { get } from './http.ts';

export interface SamplePost {
  id: string;
  /** Of the API and of the page. */
  api: string;
  page: string;
}

interface Node {
  path: string;
  type: string;
  postId?: string;
  children: Node[];
}

const project = 'colophon';

/** What an instance is born with: real posts of some kilobytes, read and written by the measurements. */
export async function samplePosts(origin: string): Promise<SamplePost[]> {
  const { body } = await get(`${origin}/api/v1/projects/${project}`);
  const { navigation } = JSON.parse(body) as { navigation: Node[] };
  return pagesOf(navigation).map(({ path, postId = '' }) => ({
    id: postId,
    api: `${origin}/api/v1/projects/${project}/posts/${path}`,
    page: `${origin}/projects/${project}/${path}`,
  }));
}

function pagesOf(nodes: Node[]): Node[] {
  return nodes.flatMap((node) => [...(node.type === 'PAGE' ? [node] : []), ...pagesOf(node.children)]);
}
