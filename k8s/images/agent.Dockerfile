# The agent alone, static, from scratch: an init container of every sandbox copies it into the pod. Its user is none that a sandbox runs under.
ARG DOTNET_SDK
FROM ${DOTNET_SDK} AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev zlib1g-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN scripts/agent.sh

FROM scratch
COPY --from=build --chmod=755 /source/artifacts/agent/sandbox-agent /sandbox-agent
USER 65531
ENTRYPOINT ["/sandbox-agent"]
