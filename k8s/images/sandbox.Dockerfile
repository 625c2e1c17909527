# What templates run in that name no image: Python, JavaScript and a shell.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 nodejs && rm -rf /var/lib/apt/lists/*
USER 65532
CMD ["/bin/true"]
