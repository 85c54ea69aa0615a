# Node 24 on glibc: any image with `node` and `npm` on its path will do.
ARG NODE_IMAGE=node:24-bookworm-slim
# The registry's own program, for the collector: of the version that serves, docker-compose.yml says which.
ARG REGISTRY_IMAGE=registry:2

FROM ${REGISTRY_IMAGE} AS registry

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
COPY package.json package-lock.json .npmrc ./
# With the optional packages: the tools that build the pages are among them. No package needs its install script here.
RUN npm ci --ignore-scripts
COPY . .
# `generate` never runs the engine that it would download; any file does.
RUN PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate && npx next build
# What runs, and no more. Without the optional packages too, or prisma's CLI and TypeScript come along as peers. Node reads
# neither maps nor declarations, and development builds only without NODE_ENV=production. Of Prisma's query compilers, each
# an engine of some megabytes, the one that the generated client names. A checkout may be closed to others (umask 077).
RUN npm prune --omit=dev --omit=optional --ignore-scripts \
 && find node_modules .next -name '*.map' -delete \
 && find node_modules \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \
      -o -name '*.development.js' -o -name '*.dev.js' \) -delete \
 && find node_modules/@prisma/client/runtime -name '*compiler*' ! -name 'query_compiler_fast_bg.postgresql.*' -delete \
 && find node_modules -type d -empty -delete \
 && mkdir -p /out/bin /out/prisma \
 && mv bin/lighter /out/bin && mv prisma/migrations /out/prisma \
 && mv .next lib public next.config.js package.json /out \
 && rm -rf /out/.next/cache /out/.next/diagnostics /out/.next/types /out/.next/trace* \
 && chmod -R a+rX /out

FROM ${NODE_IMAGE}
WORKDIR /app
# All state is in the Postgres and the registry that DATABASE_URL and REGISTRY_URL name: nothing is written but sockets, in /tmp.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 NEXT_TELEMETRY_DISABLED=1
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /out ./
# Static, so that it runs here too.
COPY --from=registry /bin/registry /usr/local/bin/registry
USER 1000:1000
EXPOSE 8080
ENTRYPOINT ["node", "bin/lighter"]
CMD ["start"]
