using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace PeppaApi.Data.Entities;

/// <summary>One try to sign in as a user. What was typed for a name that nobody has is not kept: it may be a password.</summary>
public sealed class SignInRecord
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public long UserId { get; init; }

    public SignInMethod Method { get; init; }

    public SignInResultKind Result { get; init; }

    public required string Device { get; init; }

    public required string Address { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SignInRecord>
    {
        public void Configure(EntityTypeBuilder<SignInRecord> builder)
        {
            builder.ToTable("sign_ins");
            builder.Property(record => record.Device).HasMaxLength(Session.DeviceLength);
            builder.Property(record => record.Address).HasMaxLength(Session.AddressLength);
            builder.HasIndex(record => new { record.UserId, record.At });
            builder.HasIndex(record => record.At);
            builder.HasOne<User>().WithMany().HasForeignKey(record => record.UserId);
        }
    }
}

public enum SignInMethod
{
    Password = 0,
    AuthenticatorCode = 1,
    RecoveryCode = 2,
    Passkey = 3,

    /// <summary>Through another service, such as GitHub.</summary>
    External = 4,
}

public enum SignInResultKind
{
    SignedIn = 0,

    /// <summary>The password or code was wrong.</summary>
    Wrong = 1,

    /// <summary>Wrong once too often: nobody can sign in with a password for a while.</summary>
    LockedOut = 2,

    /// <summary>The account is disabled.</summary>
    Disabled = 3,
}
