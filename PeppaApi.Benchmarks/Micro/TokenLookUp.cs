using BenchmarkDotNet.Attributes;
using PeppaApi.Benchmarks.Preparing;
using PeppaApi.Data.Entities;
using PeppaApi.Tokens;

namespace PeppaApi.Benchmarks.Micro;

/// <summary>From the header of a request to its caller: the key's hash and the look-up in memory.</summary>
public class TokenLookUp : IDisposable
{
    private const int Requests = 1_000;
    private readonly DefaultHttpContext[] _requests = new DefaultHttpContext[Requests];
    private MicroData _data = null!;
    private TokenDirectory _directory = null!;
    private TokenAuthenticator _authenticator = null!;
    private int _next;

    [Params(1_000, 100_000)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _data = new MicroData();
        await _data.MigrateAsync();
        await _data.AddAsync(Enumerable.Range(1, Tokens).Select(i => MicroData.NewUser(i)));
        await _data.AddAsync(Enumerable.Range(1, Tokens).Select(i => new ApiToken { UserId = i, Name = "some", KeyHash = _data.Secret.Hash(LargeDatabase.KeyOf(i)), Prefix = "sk-00000" }));
        _directory = new TokenDirectory(_data.Contexts);
        await _directory.LoadAsync();
        _authenticator = new TokenAuthenticator(_directory, _data.Secret, TimeProvider.System);
        for (var i = 0; i < Requests; i++)
        {
            _requests[i] = new DefaultHttpContext();
            _requests[i].Request.Headers.Authorization = "Bearer " + LargeDatabase.KeyOf(1 + (int)((long)i * Tokens / Requests));
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _directory.Dispose();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public Caller Authenticate() => _authenticator.Authenticate(_requests[_next++ % Requests].Request).Caller ?? throw new InvalidOperationException("The key was refused.");
}
