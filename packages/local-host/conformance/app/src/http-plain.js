import { app } from '@azure/functions';

app.http('secured', {
  methods: ['GET'],
  authLevel: 'function',
  handler: () => ({ body: 'secured ok' }),
});
app.http('keyedAdmin', {
  methods: ['GET'],
  authLevel: 'admin',
  handler: () => ({ body: 'admin ok' }),
});
app.http('getOnly', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => ({ body: 'get ok' }),
});
app.http('postOnly', {
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async (request) => ({
    jsonBody: { ct: request.headers.get('content-type'), len: (await request.text()).length },
  }),
});
app.http('throwsHttp', {
  methods: ['GET'],
  authLevel: 'anonymous',
  handler: () => {
    throw new Error('http handler threw');
  },
});
app.http('empty', { methods: ['GET'], authLevel: 'anonymous', handler: () => undefined });
app.http('echo', {
  route: 'echo/{a}/{b?}',
  authLevel: 'anonymous',
  handler: async (request) => ({
    status: 201,
    headers: { 'x-a': '1' },
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    },
  }),
});
app.http('rawPost', {
  route: 'rawpost',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async (request) => {
    const bytes = Buffer.from(await request.arrayBuffer());
    const header = (name) => request.headers.get(name);
    return {
      jsonBody: {
        len: bytes.length,
        head: bytes.subarray(0, 4).toString('hex'),
        ce: header('content-encoding'),
        cl: header('content-length'),
        te: header('transfer-encoding'),
      },
    };
  },
});
