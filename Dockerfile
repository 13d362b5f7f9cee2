# Builds the jar, then an image that runs it from an extracted jar with a JDK AOT cache: two stages,
# the second without compiler and sources.
# The commands that build, start and stop it are in README.md, "Container and Kubernetes".
#
# The image listens on all addresses, and the server does not start there without credentials: give
# hashes of keys in a file under /etc/hypertile, or in the environment,
# HYPERTILE_SECURITY_APIKEYS_0_NAME, _HASH and _SCOPES. See "Who may use it" in README.md.
# Nothing is written but the volume and /tmp, from which native libraries are loaded (hence exec).

ARG JAVA=25
FROM eclipse-temurin:${JAVA}-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
RUN sh ./mvnw -q -B package -Dmaven.test.skip=true \
 && java -Djarmode=tools -jar target/hypertile-*.jar extract --destination extracted \
 && mv extracted/hypertile-*.jar extracted/hypertile.jar

FROM eclipse-temurin:${JAVA}-jre
# libdeflate compresses about twice as fast as the JDK; the server uses it where it is. Files with
# HDF5's filter blosc2 need libblosc2 as well: add libblosc2-dev to the list for them.
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends libdeflate0 \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 hypertile \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/hypertile --shell /usr/sbin/nologin hypertile \
 && install -d -o 10001 -g 0 -m 0770 /var/lib/hypertile \
 && mkdir /etc/hypertile
WORKDIR /opt/hypertile
COPY --from=build /build/extracted ./
COPY src/main/image/ ./
# What the server does at start and in its first requests is recorded once, by the very JVM that
# will run it, so that a start need not find it out again.
RUN java -jar hypertile.jar --hypertile.train
USER 10001:10001
ENV SERVER_ADDRESS=0.0.0.0 \
    HYPERTILE_STORAGE_ROOT=/var/lib/hypertile \
    SPRING_CONFIG_ADDITIONAL_LOCATION=optional:file:/etc/hypertile/,optional:file:/etc/hypertile/*/
VOLUME /var/lib/hypertile
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "/opt/hypertile/health"]
# The JVM refuses a cache that was made with other options of modules than it is started with: the
# training has none but what the jar itself asks for. Objects of the cache need 6 MB of the old
# generation at start: more than the JVM begins with where there are 512 MB.
ENTRYPOINT ["java", "-XX:AOTCache=/opt/hypertile/hypertile.aot", "-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0", "-XX:InlineSmallCode=1000", "-XX:FreqInlineSize=150", "-XX:+UseSerialGC", "-Xms64m", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/hypertile/hypertile.jar"]
