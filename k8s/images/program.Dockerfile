# Silo, frontend and provisioner: one program, the role is a setting. DOTNET_SDK is the image of the .NET 10 SDK, DOTNET_ASPNET that of its ASP.NET runtime, both on Debian.
ARG DOTNET_SDK
ARG DOTNET_ASPNET
FROM ${DOTNET_SDK} AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN scripts/build.sh program

FROM ${DOTNET_ASPNET}
COPY --from=build /source/src/Silo/bin/Release/net10.0 /app
USER 65533
ENTRYPOINT ["dotnet", "/app/sandboxes.dll"]
