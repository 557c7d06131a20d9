using System.Globalization;
using System.Security.Cryptography;

namespace PeppaApi.Benchmarks.Peers;

/// <summary>
/// The peer written in C: nginx as a blind proxy with kept connections on both sides, nothing buffered and nothing logged.
/// It is what the distribution has installed; the benchmark goes on without it.
/// </summary>
internal sealed class NginxRelay : IDisposable
{
    /// <summary>What to say where there is none.</summary>
    public const string Missing = "nginx is not installed (Debian: apt-get install nginx-light): measured without it";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "bench-nginx-" + RandomNumberGenerator.GetHexString(8, lowercase: true));

    private NginxRelay(string program, int port, int upstreamPort)
    {
        _ = Directory.CreateDirectory(_folder);
        var configuration = Path.Combine(_folder, "nginx.conf");
        File.WriteAllText(configuration, Configuration(port, upstreamPort));
        Process = ChildProcess.Start(program, ["-p", _folder, "-c", configuration, "-e", "stderr"], new Dictionary<string, string>(), _folder);
    }

    public ChildProcess Process { get; }

    /// <returns>The running proxy, or null where nginx is not installed.</returns>
    public static NginxRelay? TryStart(int port, int upstreamPort) =>
        FindProgram() is { } program ? new NginxRelay(program, port, upstreamPort) : null;

    public void Dispose()
    {
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Debian puts it where only root's path looks.</summary>
    private static string? FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin").Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    /// <summary>The bounds are as high as they are so that no connection is closed within a run.</summary>
    private string Configuration(int port, int upstreamPort) => string.Create(CultureInfo.InvariantCulture, $$"""
        daemon off;
        worker_processes auto;
        pid {{_folder}}/nginx.pid;
        error_log stderr crit;
        events { worker_connections 8192; }
        http {
            access_log off;
            client_body_temp_path {{_folder}}/body;
            proxy_temp_path {{_folder}}/proxy;
            fastcgi_temp_path {{_folder}}/fastcgi;
            uwsgi_temp_path {{_folder}}/uwsgi;
            scgi_temp_path {{_folder}}/scgi;
            client_max_body_size 0;
            keepalive_timeout 600s;
            keepalive_requests 100000000;
            upstream sample {
                server 127.0.0.1:{{upstreamPort}};
                keepalive 1024;
                keepalive_timeout 600s;
                keepalive_requests 100000000;
            }
            server {
                listen 127.0.0.1:{{port}} reuseport backlog=4096;
                location / {
                    proxy_pass http://sample;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_buffering off;
                    proxy_request_buffering off;
                }
            }
        }
        """);
}
