# For k8s/overlays/test alone.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-15 && rm -rf /var/lib/apt/lists/* \
    && echo 'sandboxes:x:65533:65533::/tmp:/usr/sbin/nologin' >>/etc/passwd
USER 65533
CMD ["/usr/lib/postgresql/15/bin/postgres"]
