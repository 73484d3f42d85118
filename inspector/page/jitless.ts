/**
 * The page's policy forbids code from text, and zod would try it as soon as a schema is made. Imported before anything else.
 */
import { z } from 'zod';

z.config({ jitless: true });
