// Generated from proto/ by `npm run generate`.
import type { Validate } from '../gate.ts';

export declare const isListAuditRequest: Validate;

export declare const isCreateDocumentRequest: Validate;

export declare const isUpdateDocumentRequest: Validate;

export declare const isChangePasswordRequest: Validate;

export declare const isChangeSignInRequest: Validate;

export declare const isCreateApiTokenRequest: Validate;

export declare const isCreatePasskeyRequest: Validate;

export declare const isFinishPasskeySignInRequest: Validate;

export declare const isSetUpRequest: Validate;

export declare const isSignInRequest: Validate;

export declare const isImportPostRequest: Validate;

export declare const isImportProfileRequest: Validate;

export declare const isListImportedRequest: Validate;

export declare const isCreateMediaRequest: Validate;

export declare const isListMediaRequest: Validate;

export declare const isRegisterMediaRequest: Validate;

export declare const isUpdateMediaRequest: Validate;

export declare const isCreatePostRequest: Validate;

export declare const isListPostsForStudioRequest: Validate;

export declare const isListPostsRequest: Validate;

export declare const isListRevisionsRequest: Validate;

export declare const isPublishPostRequest: Validate;

export declare const isSchedulePostRequest: Validate;

export declare const isUpdatePostRequest: Validate;

export declare const isCreateContactChannelRequest: Validate;

export declare const isCreateEducationRequest: Validate;

export declare const isCreateLanguageRequest: Validate;

export declare const isCreateWorkHistoryRequest: Validate;

export declare const isPutAboutSectionRequest: Validate;

export declare const isUpdateContactChannelRequest: Validate;

export declare const isUpdateEducationRequest: Validate;

export declare const isUpdateLanguageRequest: Validate;

export declare const isUpdateWorkHistoryRequest: Validate;

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

export declare const isSearchPostsRequest: Validate;

export declare const isPutSiteRequest: Validate;

export declare const isCreateTechStackCategoryRequest: Validate;

export declare const isCreateTechStackCollectionRequest: Validate;

export declare const isCreateTechStackItemRequest: Validate;

export declare const isDeleteFromTechStackRequest: Validate;

export declare const isUpdateTechStackCategoryRequest: Validate;

export declare const isUpdateTechStackCollectionRequest: Validate;

export declare const isUpdateTechStackItemRequest: Validate;
