# One image for every process: api (the default), worker, migrate and make-bucket, each a file in bin/, and the shell
# Both stages take the same Node; give NODE_IMAGE to build from another base.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
ENV npm_config_update_notifier=false CI=true
# The lockfile alone decides what is downloaded, so a change of code downloads nothing.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
RUN npx -y pnpm@12.21.0 fetch
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile --offline
RUN node_modules/.bin/vite build --logLevel warn apps/dashboard && node tools/bundle.ts /image

FROM ${NODE_IMAGE} AS run
# The bundles hold every library they need: no node_modules, no package manager at work, nothing writable.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    REELKEEP_DASHBOARD_DIR=/app/dashboard \
    REELKEEP_MIGRATIONS_DIR=/app/migrations \
    REELKEEP_DATA_DIR=/data
# The one place that is written to: a volume made here belongs to the user below.
RUN mkdir /data && chown 10001:10001 /data
WORKDIR /app
COPY --from=build /image ./
# The operator's shell, as it is called everywhere: docker compose exec api reelkeep doctor
RUN ln -s /app/bin/reelkeep.js /usr/local/bin/reelkeep
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
# As the first process Node gets SIGTERM itself; --enable-source-maps makes a stack name our files.
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["bin/api.js"]
