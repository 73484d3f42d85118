/**
 * What the page was given to show (film/evidence.ts), read once from the document. Nothing is fetched.
 */
import type { Shown } from '../film/evidence.js';

export const GIVEN = JSON.parse(document.getElementById('shown')?.textContent ?? '') as Shown;
