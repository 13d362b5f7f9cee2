# Builds the jar, then an image that runs it: two stages, the second without compiler and sources.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src src
RUN ./mvnw -q -B package -DskipTests \
 && java -Djarmode=tools -jar target/hypertile-*.jar extract --destination extracted \
 && mv extracted/hypertile-*.jar extracted/hypertile.jar

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /var/lib/hypertile --create-home hypertile
WORKDIR /opt/hypertile
COPY --from=build /build/extracted ./
USER 10001
# Without keys or tokens the server refuses to listen here; see "Who may use it" in README.md.
ENV SERVER_ADDRESS=0.0.0.0 HYPERTILE_STORAGE_ROOT=/var/lib/hypertile
VOLUME /var/lib/hypertile
EXPOSE 8080
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "hypertile.jar"]
