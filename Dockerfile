# Two stages: dependencies are installed where npm is, and run where it is not.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /lotse
COPY package.json package-lock.json ./
# The image has Node.js 24 itself, so the one from npm stays out.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data KEY_FILE=/keys/lotse.key
WORKDIR /lotse
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /opt/yarn* /usr/local/bin/yarn* \
  && mkdir /data /keys && chown node:node /data /keys
COPY --from=dependencies /lotse/node_modules node_modules
COPY package.json LICENSE ./
COPY src src
COPY adapters adapters
COPY answers answers
USER node
VOLUME ["/data", "/keys"]
# The first start learns the answer bank, which takes about half a minute.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 CMD ["node", "src/lotse.mjs", "health"]
CMD ["node", "src/lotse.mjs", "start"]
