# Compiles the TypeScript with all dependencies.
FROM node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# dist is a link to the build.
RUN npm run build && cp -rL dist /built

# Installs what runs in production, and nothing else.
FROM node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24.21.0-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ENV NODE_ENV=production
# One arena for all threads: else glibc keeps the 19 MB of a password hash once for each of four threads.
ENV MALLOC_ARENA_MAX=1
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /built ./dist
COPY package.json ./
# The image's own unprivileged user; the files above stay owned by root.
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# What each option is for: docs/performance.md.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "--no-maglev", "--preserve-symlinks", "dist/src/main.js"]
