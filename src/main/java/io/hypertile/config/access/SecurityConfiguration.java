package io.hypertile.config.access;

import io.hypertile.config.FairnessProperties;
import io.hypertile.config.KnownCallers;
import io.hypertile.config.RefusedStartException;
import io.hypertile.http.BodyPace;
import io.hypertile.http.FailureHints;
import io.hypertile.http.PathGuard;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.RequestIds;
import io.hypertile.route.Routes;
import io.hypertile.security.AccessCheck;
import io.hypertile.security.ApiKeys;
import io.hypertile.security.AuditLog;
import io.hypertile.security.CallerToken;
import io.hypertile.security.Credentials;
import io.hypertile.security.Grant;
import io.hypertile.security.KeyForm;
import io.hypertile.security.OpenFirewall;
import io.hypertile.security.Rate;
import io.hypertile.security.RateLimit;
import io.hypertile.security.SecurityHeaders;
import io.hypertile.security.TokenRoles;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Wires who may do what. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecurityProperties.class)
class SecurityConfiguration {
  /** Advice on how to protect the server, or how to open it. */
  private static final String PROTECTION =
      """
      Do one of these:
        - make a key with: java -jar hypertile.jar --hypertile.make-key
          and put what it prints under hypertile.security.api-keys;
        - take tokens of an identity provider: spring.security.oauth2.resourceserver.jwt.issuer-uri;
        - listen on loopback only: server.address=127.0.0.1, and management.server.address=127.0.0.1
          if /actuator has a port of its own;
        - let everybody do everything: hypertile.security.open=true.\
      """;

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> EXPOSED =
      List.of(
          "ETag",
          "Location",
          "Link",
          "Accept-Ranges",
          "Content-Length",
          "Content-Range",
          "Array-Dtype",
          "Array-Shape",
          "Retry-After",
          "Age",
          "Array-Selected",
          "Server-Timing",
          RequestIds.HEADER);

  @Bean
  AuditLog auditLog(Routes routes) {
    return new AuditLog(routes);
  }

  @Bean
  SecurityHeaders securityHeaders(Routes routes) {
    return new SecurityHeaders(routes);
  }

  @Bean
  KeyForm keyForm(Routes routes, BodyPace pace) {
    return new KeyForm(routes, pace);
  }

  /**
   * Steps that every request passes first. The port of its own that {@code /actuator} may have gets
   * them with the rules of access; elsewhere those rules find them done.
   */
  record Entrance(RequestIds ids, SecurityHeaders headers, PathGuard guard, AuditLog audit) {
    void before(HttpSecurity http) {
      List.of(ids, headers, guard, audit)
          .forEach(filter -> http.addFilterBefore(filter, DisableEncodeUrlFilter.class));
    }
  }

  /** Parts that the rules of access are made of. */
  record Gate(
      Routes routes,
      ApiKeys keys,
      ListeningAddresses addresses,
      Entrance entrance,
      FailureHints hints) {}

  @Bean
  Gate gate(
      Routes routes,
      ApiKeys keys,
      ListeningAddresses addresses,
      Entrance entrance,
      FailureHints hints) {
    return new Gate(routes, keys, addresses, entrance, hints);
  }

  @Bean
  Entrance entrance(RequestIds ids, SecurityHeaders headers, PathGuard guard, AuditLog audit) {
    return new Entrance(ids, headers, guard, audit);
  }

  @Bean
  ApiKeys apiKeys(SecurityProperties properties) {
    SecurityProperties.Key.twice(properties.apiKeys())
        .ifPresent(twice -> {
          throw new RefusedStartException(
              "The settings have one key twice: " + twice + ".",
              "Remove one of the two, or make a key of its own for it with"
                  + " java -jar hypertile.jar --hypertile.make-key.");
        });
    return new ApiKeys(
        properties.apiKeys().stream().map(SecurityProperties.Key::known).toList(),
        Clock.systemUTC());
  }

  @Bean
  KnownCallers knownCallers(
      SecurityProperties properties,
      ApiKeys keys,
      ReloadConfiguration.KeysWatch ofFile,
      ObjectProvider<JwtDecoder> tokens) {
    boolean issuer = tokens.getIfAvailable() != null;
    return new KnownCallers(keys.size(), ofFile.files().isPresent(), issuer, properties.open());
  }

  /** Requests are observed as a whole; watching each filter took longer than reading cells. */
  @Bean
  SecurityObservationSettings securityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  WebSecurityCustomizer firewall() {
    return web -> web.httpFirewall(new OpenFirewall());
  }

  @Bean
  ListeningAddresses listeningAddresses(
      ServerProperties server, ObjectProvider<ManagementServerProperties> management) {
    return ListeningAddresses.of(server, management.getIfAvailable());
  }

  @Bean
  SecurityFilterChain securityFilterChain(
      HttpSecurity http,
      SecurityProperties properties,
      FairnessProperties fairness,
      Gate gate,
      ObjectProvider<JwtDecoder> tokens) {
    ApiKeys keys = gate.keys();
    JwtDecoder decoder = tokens.getIfAvailable();
    boolean known = keys.size() > 0 || properties.keysFile() != null || decoder != null;
    requireProtected(known || properties.open(), gate.addresses());
    gate.entrance().before(http);
    http.csrf(AbstractHttpConfigurer::disable)
        .headers(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    if (properties.corsOrigins().isEmpty()) {
      http.cors(AbstractHttpConfigurer::disable);
    } else {
      http.cors(cors -> cors.configurationSource(cors(properties.corsOrigins())));
    }
    if (decoder != null) {
      takeTokens(http, decoder, roles(properties.jwt()));
    }
    http.addFilterAfter(
        new AccessCheck(gate.routes(), keys, gate.hints(), properties.open() || !known),
        ExceptionTranslationFilter.class);
    Rate ofAll = new Rate(fairness.requestsPerSecond(), fairness.burst());
    http.addFilterAfter(new RateLimit(ofAll, gate.routes()), AccessCheck.class);
    return http.build();
  }

  /** Without credentials, everybody may do everything: so nobody else is to reach the server. */
  private static void requireProtected(boolean decided, ListeningAddresses addresses) {
    if (!decided && !addresses.beyondLoopback().isEmpty()) {
      throw new RefusedStartException(
          "No credentials are configured, and without credentials the server does not listen on "
              + String.join(", ", addresses.beyondLoopback())
              + ".",
          PROTECTION);
    }
  }

  private static void takeTokens(HttpSecurity http, JwtDecoder decoder, TokenRoles roles) {
    AuthenticationEntryPoint refusal =
        (request, response, failure) ->
            ProblemWriter.write(
                response,
                Problem.of(
                    AccessCheck.unauthenticated(
                        "The token is not valid here or has expired; get another."),
                    request));
    http.oauth2ResourceServer(server ->
        server
            .authenticationEntryPoint(refusal)
            .bearerTokenResolver(request -> Credentials.token(request).orElse(null))
            .jwt(jwt ->
                jwt.decoder(decoder)
                    .jwtAuthenticationConverter(
                        token -> new CallerToken(roles.caller(token.getClaims())))));
  }

  private static TokenRoles roles(SecurityProperties.Jwt jwt) {
    Map<String, List<Grant>> grants = new LinkedHashMap<>();
    jwt.roles()
        .forEach(role ->
            grants.put(role.name(), SecurityProperties.grants(role.scopes(), role.collections())));
    return new TokenRoles(jwt.nameClaim(), jwt.roleClaim(), grants);
  }

  private static UrlBasedCorsConfigurationSource cors(List<String> origins) {
    CorsConfiguration cors = new CorsConfiguration();
    cors.setAllowedOrigins(origins);
    cors.setAllowedMethods(METHODS);
    cors.setAllowedHeaders(List.of("*"));
    cors.setExposedHeaders(EXPOSED);
    cors.setMaxAge(Duration.ofHours(1));
    UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
    source.registerCorsConfiguration("/**", cors);
    return source;
  }
}
