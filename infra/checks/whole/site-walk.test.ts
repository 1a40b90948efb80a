import { HtmlValidate } from 'html-validate';
import { parse } from 'node-html-parser';
