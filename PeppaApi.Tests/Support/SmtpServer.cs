using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MimeKit;
using PeppaApi.Tests.Architecture;

namespace PeppaApi.Tests.Support;

/// <summary>A real mail server (aiosmtpd) as a process of its own, which may be down for a while.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> Installed = new(FindOut);
    private readonly List<ReceivedMail> _mails = [];
    private readonly string[] _arguments;
    private Process? _process;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _busy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SmtpServer(string[] arguments) => _arguments = arguments;

    public int Port { get; } = FreePort();

    /// <summary>What it took so far.</summary>
    public IReadOnlyList<ReceivedMail> Mails
    {
        get
        {
            lock (_mails)
            {
                return [.. _mails];
            }
        }
    }

    /// <summary>Ends once the server holds a mail to <c>slow@</c> and has not answered yet.</summary>
    public Task Busy => _busy.Task;

    /// <summary>Settings that send to this server.</summary>
    public string[] Settings => [
        "--Mail:Host=127.0.0.1", $"--Mail:Port={Port}", "--Mail:Security=None", "--Mail:From=no-reply@example.test", "--Mail:RetrySeconds=1"];

    /// <summary>Skips the test where the server is not installed.</summary>
    public static async Task<SmtpServer> StartAsync(params string[] arguments)
    {
        var server = Create(arguments);
        await server.UpAsync();
        return server;
    }

    /// <summary>One that is down for now.</summary>
    public static SmtpServer Create(params string[] arguments)
    {
        Assert.SkipUnless(Installed.Value, "Debian's python3-aiosmtpd is not installed; test.sh installs it.");
        return new SmtpServer(arguments);
    }

    /// <summary>A certificate for 127.0.0.1 with its key, in one file; and alone in another, to be trusted.</summary>
    public static (string WithKey, string Trusted) MakeCertificate(string folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        var (withKey, trusted) = (Path.Combine(folder, "server.pem"), Path.Combine(folder, "trusted.pem"));
        File.WriteAllText(withKey, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(trusted, certificate.ExportCertificatePem() + "\n");
        return (withKey, trusted);
    }

    public async Task UpAsync()
    {
        _ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo(Python, [Path.Combine(SourceTree.Root, "PeppaApi.Tests/Support/smtp_server.py"), $"--port={Port}", .. _arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Note;
        _process.BeginOutputReadLine();
        await _ready.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async Task DownAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            _process = null;
        }
    }

    /// <summary>Waits for the mail to that address; the latest if there are several.</summary>
    public async Task<ReceivedMail> MailToAsync(string address, int count = 1)
    {
        for (var i = 0; i < 400; i++)
        {
            var found = Mails.Where(mail => mail.Recipients.Contains(address)).ToList();
            if (found.Count >= count)
            {
                return found[^1];
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"No mail to {address} after 20 seconds.");
    }

    public async ValueTask DisposeAsync() => await DownAsync();

    private static bool FindOut()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import aiosmtpd"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        var facts = JsonSerializer.Deserialize<JsonElement>(line.Data);
        if (facts.TryGetProperty("ready", out _))
        {
            _ready.TrySetResult();
        }
        else if (facts.TryGetProperty("busy", out _))
        {
            _busy.TrySetResult();
        }
        else
        {
            lock (_mails)
            {
                _mails.Add(ReceivedMail.Of(facts));
            }
        }
    }
}

/// <summary>A mail as it arrived.</summary>
internal sealed record ReceivedMail(string Sender, IReadOnlyList<string> Recipients, bool Encrypted, string? Login, MimeMessage Message)
{
    public string Text => Message.TextBody!;

    public string Html => Message.HtmlBody!;

    public static ReceivedMail Of(JsonElement facts)
    {
        using var content = new MemoryStream(Convert.FromBase64String(facts.GetProperty("content").GetString()!));
        return new ReceivedMail(
            facts.GetProperty("sender").GetString()!,
            [.. facts.GetProperty("recipients").EnumerateArray().Select(address => address.GetString()!)],
            facts.GetProperty("encrypted").GetBoolean(),
            facts.GetProperty("login").GetString(),
            MimeMessage.Load(content));
    }
}
