/** An answer that is written as its parts come, at the pace of who reads it. Whoever leaves ends the work on it. */
export function fileStream(file: {
  mediaType: string;
  fileName: string;
  parts: AsyncGenerator<string, void>;
}): Response {
  const { mediaType, fileName, parts } = file;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await parts.return();
      },
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });
}
