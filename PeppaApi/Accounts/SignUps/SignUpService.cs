using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.SignUps;

/// <summary>
/// Begins sign-ups. Pages, answers, times and the number of mails are the same whether a mail address or name belongs to a
/// user or not; only whoever reads the mail learns it. Safe for any thread.
/// </summary>
public sealed class SignUpService : IDisposable
{
    internal static readonly TimeSpan PendingFor = TimeSpan.FromDays(3);
    private const int MostMails = 6;
    private static readonly TimeSpan CoolDown = TimeSpan.FromSeconds(60);
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly SignUpRules _rules;
    private readonly SignUpCodes _codes;
    private readonly SignUpMails _mails;
    private readonly PasswordHasher<User> _hasher;
    private readonly TimeProvider _time;

    // Limits are counted in the database: one at a time, or many at once would all be below them.
    private readonly SemaphoreSlim _one = new(1);

    internal SignUpService(
        IDbContextFactory<PeppaDbContext> contexts, SignUpRules rules, SignUpCodes codes, SignUpMails mails, PasswordHasher<User> hasher, TimeProvider time) =>
        (_contexts, _rules, _codes, _mails, _hasher, _time) = (contexts, rules, codes, mails, hasher, time);

    /// <summary>Takes a sign-up and sends the mail; both are stored when this returns.</summary>
    /// <returns>The handle for the browser: with it and the code of the mail it becomes a user.</returns>
    /// <exception cref="InputException">A field cannot be accepted.</exception>
    public async Task<string> StartAsync(SignUpInput input, CancellationToken cancellationToken = default)
    {
        _rules.CheckForm(input);
        // Once before the work of a password, which is for those who may sign up; and once where nobody else can come between.
        await using (var before = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            await _rules.CheckAsync(before, input, cancellationToken);
        }

        var handle = SignUpCodes.NewHandle();
        var hash = _hasher.HashPassword(new User(), input.Password);
        await _one.WaitAsync(cancellationToken);
        try
        {
            await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
            var inviter = await _rules.CheckAsync(context, input, cancellationToken);
            var row = new SignUp
            {
                HandleHash = _codes.Hash(handle),
                UserName = input.UserName,
                Email = input.Email,
                PersonKey = _rules.Settings.PersonKey(input.Email),
                PasswordHash = hash,
                Language = input.Language.Name,
                InviterId = inviter,
                Address = SignUpInput.Place(input.Address),
                AgreementVersion = input.AgreementVersion,
                CreatedAt = _time.GetUtcNow(),
            };
            row.Decoy = await SignUpRules.IsMailTakenAsync(context, row, cancellationToken);
            var (code, link) = _codes.Renew(row);
            context.SignUps.Add(row);
            _mails.Add(context, row, code, link);
            await context.SaveChangesAsync(cancellationToken);
            return handle;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Where the sign-up of that browser stands; none if there is none.</summary>
    public async Task<SignUpView?> ViewAsync(string? handle, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(context, handle, cancellationToken) is not { } row)
        {
            return null;
        }

        var step = row.State switch
        {
            SignUpState.Completed => SignUpStep.Done,
            SignUpState.NameTaken => SignUpStep.ChooseName,
            SignUpState.Pending when row.CreatedAt + PendingFor > _time.GetUtcNow() => SignUpStep.EnterCode,
            _ => SignUpStep.Gone,
        };
        return new SignUpView(row.Email, row.UserName, step, row.MailsSent < MostMails ? row.LastMailAt + CoolDown : null);
    }

    /// <summary>Sends a new code; the one before is void.</summary>
    /// <returns>False if it is too early, or there were enough.</returns>
    public async Task<bool> ResendAsync(string? handle, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await _contexts.ChangeAsync(
                async context =>
                {
                    var row = await FindAsync(context, handle, cancellationToken);
                    var now = _time.GetUtcNow();
                    if (row is not { State: SignUpState.Pending, MailsSent: < MostMails } || row.LastMailAt + CoolDown > now || row.CreatedAt + PendingFor <= now)
                    {
                        return false;
                    }

                    var (code, link) = _codes.Renew(row);
                    // The owner of the account was told once; that is enough.
                    if (!row.Decoy)
                    {
                        _mails.Add(context, row, code, link);
                    }

                    return true;
                },
                cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Finds the sign-up that waits under that name or address, for the login page: whoever knows its password gets back to the
    /// page for the code. Takes the work of one password whether there is any or not.
    /// </summary>
    /// <returns>A new handle for the browser, or <see langword="null"/>.</returns>
    public async Task<string?> ReopenAsync(string? nameOrMail, string? password, CancellationToken cancellationToken = default)
    {
        var wanted = (nameOrMail ?? "").Trim();
        var since = _time.GetUtcNow() - PendingFor;
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var waiting = context.SignUps.Where(row => row.State == SignUpState.Pending || row.State == SignUpState.NameTaken);
        var row = await waiting.Where(row => (row.Email == wanted || row.UserName == wanted) && row.CreatedAt > since)
            .OrderByDescending(row => row.Id).FirstOrDefaultAsync(cancellationToken);
        if (row?.PasswordHash is not { } hash)
        {
            _hasher.HashPassword(new User(), password ?? "");
            return null;
        }

        if (_hasher.VerifyHashedPassword(new User(), hash, password ?? "") == PasswordVerificationResult.Failed)
        {
            return null;
        }

        var handle = SignUpCodes.NewHandle();
        var handleHash = _codes.Hash(handle);
        // The link of the mail may have been followed meanwhile.
        return await waiting.Where(one => one.Id == row.Id).ExecuteUpdateAsync(one => one.SetProperty(it => it.HandleHash, handleHash), cancellationToken) == 1 ? handle : null;
    }

    public void Dispose() => _one.Dispose();

    private async Task<SignUp?> FindAsync(PeppaDbContext context, string? handle, CancellationToken cancellationToken)
    {
        var hash = _codes.Hash(handle ?? "");
        return handle is null ? null : await context.SignUps.SingleOrDefaultAsync(row => row.HandleHash == hash, cancellationToken);
    }
}
