# The service, as Maven has built it: mvn -B -DskipTests package && docker build -t freshet .
# How it is run, and why so: docs/deployment.md
ARG BASE=eclipse-temurin:17-jre
FROM ${BASE}

# A base without passwd entry for the user does: nothing asks for its name.
RUN mkdir -p /var/lib/freshet && chown 10001:10001 /var/lib/freshet

# Libraries change less often than we do: a layer of their own. lib-demo, the embedded broker, stays out.
COPY target/lib /opt/freshet/lib
COPY target/freshet.jar /opt/freshet/freshet.jar

# Half for the heap: RocksDB (FRESHET_STATE_MEMORY_MIB), threads, buffers and classes live in the other half.
# Replaced as a whole by whoever sets it; java says at its start that it took it.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=50" \
    FRESHET_STATE_DIR=/var/lib/freshet \
    FRESHET_HTTP_HOST=0.0.0.0

USER 10001:10001
WORKDIR /var/lib/freshet
VOLUME /var/lib/freshet
EXPOSE 8085

# java itself is process 1, so that SIGTERM reaches it; a crash report goes to the log, for the file system is read-only.
ENTRYPOINT ["java", "-XX:+ExitOnOutOfMemoryError", "-XX:+ErrorFileToStderr", "-cp", "/opt/freshet/freshet.jar:/opt/freshet/lib/*", "dev.freshet.Freshet"]
CMD ["run"]
