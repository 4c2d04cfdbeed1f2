#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: compiled code, types stripped, is kept for the next start.
enableCompileCache();
await import('../src/main.ts');
