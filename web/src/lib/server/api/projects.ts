import type {
  NodeJson,
  ProjectCardJson,
  ProjectJson,
} from '../../../../../proto/gen/colophon/projects/v1/projects_pb.js';
import { ask, type Answer, type Fetch } from './ask.ts';
import type { Picture } from './picture.ts';
import type { Whole } from './whole.ts';

export type ProjectCard = Whole<ProjectCardJson>;
export type Node = Whole<Omit<NodeJson, 'postId' | 'children'>> & { postId?: string; children: Node[] };
export type Project = Whole<Omit<ProjectJson, 'navigation' | 'cover'>> & { navigation: Node[]; cover?: Picture };

const emptyCard: ProjectCard = { id: '', slug: '', name: '', type: '', description: '', postCount: 0, updatedAt: '' };
const emptyNode: Node = { id: '', name: '', slug: '', path: '', type: 'PAGE', children: [] };
const emptyProject: Project = {
  id: '',
  slug: '',
  name: '',
  type: '',
  description: '',
  navigation: [],
  techStack: [],
  createdAt: '',
  updatedAt: '',
};

export async function listProjects(fetch: Fetch): Promise<Answer<ProjectCard[]>> {
  const { body, served } = await ask<{ items?: Partial<ProjectCard>[] }>(fetch, 'projects');
  return { body: (body.items ?? []).map((card) => ({ ...emptyCard, ...card })), served };
}

export async function getProject(fetch: Fetch, slug: string): Promise<Answer<Project>> {
  const { body, served } = await ask<Partial<Project>>(fetch, 'projects', slug);
  return { body: { ...emptyProject, ...body, navigation: (body.navigation ?? []).map(wholeNode) }, served };
}

function wholeNode(node: Partial<Node>): Node {
  return { ...emptyNode, ...node, children: (node.children ?? []).map(wholeNode) };
}
