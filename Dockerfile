# The program with all that its Local runtime needs. DOTNET_SDK is Microsoft's image of the .NET 10 SDK on Debian (compose.yaml passes it on).
ARG DOTNET_SDK
FROM ${DOTNET_SDK}
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap ca-certificates curl gcc libc6-dev nodejs python3 zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/sandboxes
COPY . .
RUN scripts/agent.sh && scripts/build.sh program
ENV Local__AgentPath=/opt/sandboxes/artifacts/agent/sandbox-agent
ENTRYPOINT ["dotnet", "src/Silo/bin/Release/net10.0/sandboxes.dll"]
