import { atMost, form, known, position, text } from '../meanings.ts';

/** What each constraint of the profile's tables means to the one who wrote the value. */
export const profileMeanings = {
  about_sections_section_is_slug: form.slug('section'),
  about_sections_title_length: text('title', 200),
  about_sections_body_markdown_length: atMost('bodyMarkdown', 100_000),
  about_sections_position_range: position,
  ...place('work_history'),
  work_history_organisation_length: text('organisation', 200),
  work_history_role_length: text('role', 200),
  ...place('education'),
  education_institution_length: text('institution', 200),
  education_degree_length: atMost('degree', 200),
  education_field_length: atMost('field', 200),
  languages_tag_length: atMost('tag', 35),
  languages_tag_is_language_tag: form.languageTag('tag'),
  languages_name_length: text('name', 200),
  languages_level_known: known('level', ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'NATIVE']),
  languages_position_range: position,
  contact_channels_kind_is_slug: form.slug('kind'),
  contact_channels_label_length: text('label', 200),
  contact_channels_href_length: atMost('href', 2000),
  contact_channels_href_is_link: form.link('href'),
  contact_channels_position_range: position,
};

function place(table: 'work_history' | 'education') {
  return {
    [`${table}_location_length`]: atMost('location', 200),
    [`${table}_url_length`]: atMost('url', 2000),
    [`${table}_url_is_web_address`]: form.webAddress('url'),
    [`${table}_summary_length`]: atMost('summary', 1000),
    [`${table}_description_markdown_length`]: atMost('description', 20_000),
    [`${table}_start_is_partial_date`]: form.partialDate('start'),
    [`${table}_end_is_partial_date`]: form.partialDate('end'),
    [`${table}_timeframe`]: { field: 'end', issue: 'must not be before the start' },
  };
}
