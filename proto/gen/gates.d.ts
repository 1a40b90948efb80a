// Generated from proto/ by `npm run generate`.
import type { Validate } from '../gate.ts';

export declare const isListAuditRequest: Validate;

export declare const isImportPostRequest: Validate;

export declare const isListImportedRequest: Validate;

export declare const isCreatePostRequest: Validate;

export declare const isListPostsForStudioRequest: Validate;

export declare const isListRevisionsRequest: Validate;

export declare const isPublishPostRequest: Validate;

export declare const isUpdatePostRequest: Validate;

export declare const isCreateNodeRequest: Validate;

export declare const isCreateProjectRequest: Validate;

export declare const isDeleteNodeRequest: Validate;

export declare const isDeleteProjectRequest: Validate;

export declare const isUpdateNodeRequest: Validate;

export declare const isUpdateProjectRequest: Validate;

export declare const isRedriveRequest: Validate;

export declare const isCreateRedirectRequest: Validate;

export declare const isListRedirectsRequest: Validate;

export declare const isUpdateRedirectRequest: Validate;

export declare const isPutSiteRequest: Validate;
