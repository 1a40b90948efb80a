import { copyCode } from './reading/copy-code.ts';
import { enlargeImages } from './reading/enlarge-images.ts';
import { fetchAhead } from './reading/fetch-ahead.ts';
import { followReading } from './reading/follow-reading.ts';
import { searchAnywhere } from './reading/search-anywhere.ts';
import { tellServed } from './reading/tell-served.ts';
import { chooseTheme } from './reading/choose-theme.ts';

/** What readers' pages do where scripts run. Without them everything can be read, found and reached. */
chooseTheme();
searchAnywhere();
tellServed();
copyCode();
enlargeImages();
followReading();
fetchAhead();
