using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace PeppaApi.Tests.Support;

/// <summary>The real binary as a process of its own, which may be killed and started again on the same directory.</summary>
internal sealed class RelayProcess : IDisposable
{
    private const string AccessToken = "access-token-of-the-kill-test";
    private readonly string _directory;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <param name="environment">Settings beside the usual ones.</param>
    public RelayProcess(string directory, IReadOnlyDictionary<string, string>? environment = null)
    {
        _directory = directory;
        _environment = environment ?? new Dictionary<string, string>();
        Address = $"http://127.0.0.1:{FreePort()}";
        Api = new HttpClient { BaseAddress = new Uri(Address), Timeout = TimeSpan.FromSeconds(20) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
    }

    public string Address { get; }

    /// <summary>The management API, as the first operator.</summary>
    public HttpClient Api { get; }

    public int Id => _process!.Id;

    /// <summary>Bytes of memory that the process has for itself and in use.</summary>
    public long WorkingSet
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    public string Output => string.Join('\n', _output);

    public async Task StartAsync()
    {
        _output.Clear();
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "PeppaApi.dll"), $"--Storage:DataDirectory={_directory}", $"--Urls={Address}"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_TieredPGO"] = "0",
                ["Relay__AllowedPrivateHosts__0"] = "127.0.0.1",
                // The machine of the tests is late with everything.
                ["Relay__ShedMilliseconds"] = "0",
                ["Bootstrap__Admin__UserName"] = "boss",
                ["Bootstrap__Admin__Email"] = "boss@example.test",
                ["Bootstrap__Admin__Password"] = "correct horse battery",
                ["Bootstrap__Admin__AccessToken"] = AccessToken,
            },
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += Note;
        _process.ErrorDataReceived += Note;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync(_process);
    }

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM: the process ends by itself.</summary>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    public async Task<JsonElement> GetAsync(string path) => await Api.GetFromJsonAsync<JsonElement>(path);

    public async Task<JsonElement> PostAsync(string path, object? body = null)
    {
        using var response = await Api.PostAsJsonAsync(path, body ?? new { });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public void Dispose()
    {
        Api.Dispose();
        if (_process is not null)
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }

    private async Task AnswersAsync(Process process)
    {
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            try
            {
                using var response = await Api.GetAsync("/healthz");
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                // The latter where the connection was gone before the client looked whom it is with.
                await Task.Delay(50);
            }
        }

        Assert.Fail($"The binary does not answer:\n{Output}");
    }

    private void Note(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _output.Enqueue(line.Data);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
