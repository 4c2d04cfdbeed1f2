#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=16
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: compiled code, types stripped, is kept for the next start.
enableCompileCache();
await import('#main');
