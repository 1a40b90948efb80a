import { registerHooks } from 'node:module';
import { plants } from './plants.ts';

/**
 * Loaded before anything else by each process of an instance with PROVE_PLANT: the source of the files that the plant names
 * is changed as it is loaded. What is on disk stays as it is, and the product knows nothing of this.
 */
const plant = plants.find(({ name }) => name === process.env['PROVE_PLANT']);
if (plant) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const edits = plant.edits.filter(({ file }) => url.endsWith(file));
      if (edits.length === 0) return loaded;
      if (loaded.source === undefined || loaded.source === null)
        throw new Error(`${url} was loaded without its source.`);
      let source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
      for (const { file, from, to } of edits) {
        if (source.split(from).length !== 2) throw new Error(`The plant ${plant.name} does not fit ${file} any more.`);
        source = source.replace(from, () => to);
      }
      return { ...loaded, source };
    },
  });
}
