using System.Security.Cryptography;
using System.Text;
using PeppaApi.Settings;

namespace PeppaApi.Accounts;

/// <summary>
/// Makes the first operator from a browser. Whoever reads the console of the process holds the one-time code;
/// whoever only reaches the port does not. Safe for any thread.
/// </summary>
public sealed class SetupService(UserService users, TimeProvider time) : IDisposable
{
    private const int Guesses = 10;

    // No letters that look alike on a console.
    private const string Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _one = new(1);
    private volatile bool _needed;
    private int _wrong;
    private DateTimeOffset _pausedUntil;

    /// <summary>Whether there is no operator yet. False until <see cref="LoadAsync"/> has looked.</summary>
    public bool IsNeeded => _needed;

    /// <summary>The code to show to whoever runs the process.</summary>
    public string Code { get; private set; } = NewCode();

    /// <summary>The code was replaced, because it was guessed at.</summary>
    public event Action<string>? CodeReplaced;

    public async Task LoadAsync(CancellationToken cancellationToken = default) =>
        _needed = !await users.AnyAdminAsync(cancellationToken);

    /// <exception cref="InputException">The code is wrong, or a field cannot be accepted.</exception>
    public async Task CreateAdminAsync(string code, NewUser person, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            InputException.Require(_needed, "code", "There is an operator already. Log in instead.");
            CheckCode(code);
            await users.CreateAdminAsync(person, cancellationToken);
            _needed = false;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private void CheckCode(string? code)
    {
        InputException.Require(time.GetUtcNow() >= _pausedUntil, "code", "Too many wrong codes. Wait a minute, then use the new code on the console.");
        var given = Encoding.UTF8.GetBytes(Plain(code ?? ""));
        if (CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Plain(Code))))
        {
            return;
        }

        if (++_wrong == Guesses)
        {
            _wrong = 0;
            _pausedUntil = time.GetUtcNow() + Pause;
            Code = NewCode();
            CodeReplaced?.Invoke(Code);
        }

        throw new InputException("code", "This is not the code that the console shows.");
    }

    private static string Plain(string code) => string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));

    private static string NewCode() =>
        string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Alphabet, 4)));
}
