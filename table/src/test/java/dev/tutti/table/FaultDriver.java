package dev.tutti.table;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Databases whose statements fail: addresses are those of SQLite behind {@code jdbc:fault:}. A call fails before the database has done it, or behind that. */
final class FaultDriver implements Driver, AutoCloseable {
    private static final String PREFIX = "jdbc:fault:";

    private int calls;
    private int failing;
    private boolean behind;
    private boolean forGood;

    /** Makes it known, until it is closed. */
    FaultDriver() throws SQLException {
        DriverManager.registerDriver(this);
    }

    /** Lets the call fail that comes as the {@code number}th from now, counted from 1, or none for 0; {@code after} the database has done it; {@code on} all behind it as well. */
    synchronized void fail(int number, boolean after, boolean on) {
        calls = 0;
        failing = number;
        behind = after;
        forGood = on;
    }

    /** From now on all is well; whether a call has failed. */
    synchronized boolean mend() {
        boolean failed = failing > 0 && calls >= failing;
        failing = 0;
        return failed;
    }

    private synchronized void begin() throws SQLException {
        calls++;
        boolean first = calls == failing && !behind;
        if (first || (failing > 0 && forGood && calls > failing)) {
            throw new SQLException("made to fail: call " + calls);
        }
    }

    private synchronized void end(Object result) throws SQLException {
        if (calls == failing && behind) {
            if (result instanceof ResultSet rows) {
                rows.close(); // Nobody else can, and until then the database is locked.
            }
            throw new SQLException("made to fail when it was done: call " + calls);
        }
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Connection connection = DriverManager.getConnection("jdbc:" + url.substring(PREFIX.length()), info);
        return proxy(Connection.class, connection);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    boolean counts = method.getName().startsWith("execute");
                    try {
                        if (counts) {
                            begin();
                        }
                        Object result = method.invoke(target, arguments);
                        if (counts) {
                            end(result);
                        }
                        return result instanceof PreparedStatement statement
                                ? proxy(PreparedStatement.class, statement)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public void close() throws SQLException {
        DriverManager.deregisterDriver(this);
    }
}
