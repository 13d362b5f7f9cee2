package io.hypertile.config;

import io.hypertile.http.ClientPresence;
import io.hypertile.http.ProblemReportValve;
import io.hypertile.http.ServletOutput;
import io.hypertile.http.WarmUpGate;
import io.hypertile.http.tomcat.AnswerPace;
import io.hypertile.http.tomcat.TimedHttpProtocol;
import java.util.Arrays;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Pipeline;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Settings of Tomcat that have no property, for the port of the data and for that of the actuator
 * where it has one of its own, which has a context of its own.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class TomcatConfiguration {
  /** Measured: 8 KB halves the speed of large answers, and 64 KB or more is slower again. */
  private static final String WRITE_BUFFER = "32768";

  private static final String READ_BUFFER = "262144";

  /** Characters of slices that clients send as they are. */
  private static final String QUERY_CHARACTERS = "[]{}|^`\\<>\"";

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatSettings(
      HttpProperties http, AnswerPace pace) {
    return factory -> {
      factory.setProtocol(TimedHttpProtocol.class.getName());
      factory.addConnectorCustomizers(connector -> limit(connector, http, pace));
      factory.addConnectorCustomizers(TomcatConfiguration::tune);
      factory.addContextCustomizers(TomcatConfiguration::reportProblems);
      factory.addContextCustomizers(TomcatConfiguration::logClientsOnly);
    };
  }

  private static void tune(Connector connector) {
    connector.setProperty("socket.appWriteBufSize", WRITE_BUFFER);
    connector.setProperty("socket.appReadBufSize", READ_BUFFER);
    // The report valve makes it one of the methods that no address takes.
    connector.setAllowTrace(true);
    connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
      // A body is asked for only when the request has turned out to be in order.
      http.setContinueResponseTiming("onRead");
      http.setRelaxedQueryChars(QUERY_CHARACTERS);
      // Deker's client sends the brackets of its bounds as they are; elsewhere they are refused.
      http.setRelaxedPathChars(QUERY_CHARACTERS);
    }
  }

  private static void limit(Connector connector, HttpProperties properties, AnswerPace pace) {
    if (connector.getProtocolHandler() instanceof TimedHttpProtocol http) {
      http.setHeadTimeout(properties.headTimeout());
      http.setAnswerPace(pace);
      http.setAttributes(ClientPresence.ATTRIBUTE, ServletOutput.DIRECT_ATTRIBUTE);
    }
  }

  private static void reportProblems(Context context) {
    Container host = context.getParent();
    if (host instanceof StandardHost standard) {
      standard.setErrorReportValveClass(ProblemReportValve.class.getName());
    }
    Pipeline pipeline = host.getPipeline();
    Arrays.stream(pipeline.getValves())
        .filter(TomcatConfiguration::isPlainReport)
        .forEach(pipeline::removeValve);
  }

  /** Unless the operator has another condition for what is not logged: there can be one only. */
  private static void logClientsOnly(Context context) {
    for (Valve valve : context.getParent().getParent().getPipeline().getValves()) {
      if (valve instanceof AbstractAccessLogValve log && log.getConditionUnless() == null) {
        log.setConditionUnless(WarmUpGate.ATTRIBUTE);
      }
    }
  }

  private static boolean isPlainReport(Valve valve) {
    return valve.getClass() == ErrorReportValve.class;
  }
}
