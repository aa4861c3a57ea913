/** Where `npm run train` leaves the dense reference: a folder with `model.json` and `weights.bin`. */
export const reference: URL = new URL('../model/', import.meta.url);
