import type { PictureJson } from '../../../../../proto/gen/colophon/media/v1/media_pb.js';
import type { Whole } from './whole.ts';

export type Picture = Whole<PictureJson>;
